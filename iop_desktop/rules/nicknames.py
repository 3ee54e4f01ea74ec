"""Short forms of English first names, and those used in English for Spanish, Slavic and other ones.

Collected for this program; every line is one circle of forms, each of which may stand for each other.
"""

from __future__ import annotations

from collections.abc import Mapping

from iop_desktop.rules.names import word_set

_CIRCLES = """
Abigail Abby Gail
Abraham Abe Bram
Adelaide Addie Heidi
Albert Al Bert Bertie
Alejandro Alex
Alejandra Alex
Alexander Alex Xander Sasha Sandy Alec
Alexandra Alex Sandra Sasha Lexi Sandy Alexa
Alfred Al Fred Alf Freddie
Alice Ali Allie
Allison Allie Ali
Amanda Mandy Amy
Andrea Andi Drea
Andrew Andy Drew
Angela Angie
Anna Annie Ann Anne Anya
Anthony Tony
Antonio Tony Toño
Arthur Art Artie
Barbara Barb Babs Barbie
Benjamin Ben Benny Benji
Bernard Bernie
Beverly Bev
Bradley Brad
Calvin Cal
Cameron Cam
Carolyn Carol Lynn Carrie
Caroline Carol Carrie Carly
Cassandra Cassie Sandra
Catherine Cathy Cat Kate Katie Cate Kitty
Charles Charlie Chuck Chas Chip
Charlotte Charlie Lottie
Christina Chris Tina Chrissy Christie
Christine Chris Tina Chrissy Christie
Christopher Chris Topher Kit
Cynthia Cindy
Daniel Dan Danny
Danielle Dani Danny Elle
David Dave Davey Davy
Deborah Deb Debbie Debra
Delores Dolly Lola
Dennis Denny
Derrick Rick Derek
Dimitri Dima Mitya
Dominic Dom Nick
Donald Don Donnie
Dorothy Dot Dottie Dolly Dora
Douglas Doug
Edward Ed Eddie Ned Ted Teddy
Eduardo Ed Eddie Lalo
Eleanor Ellie Nell Nora Lenore
Elijah Eli
Elizabeth Liz Beth Betty Eliza Lizzie Betsy Libby Lisa Ellie Bess
Emily Em Emmy
Emmanuel Manny Manu
Enrique Kike Rick
Eugene Gene
Evelyn Evie Eve
Ezekiel Zeke
Florence Flo Flora
Frances Fran Frankie Fanny
Francis Frank Fran Frankie
Francisco Paco Pancho Cisco Frank
Franklin Frank
Frederick Fred Freddie Rick Fritz
Gabriel Gabe
Gabriela Gabi Gaby
Genevieve Gen Viv
Gerald Gerry Jerry
Geraldine Gerry Gerri
Geoffrey Geoff Jeff
Gregory Greg
Guadalupe Lupe Lupita
Guillermo Memo Will
Gwendolyn Gwen Wendy
Harold Hal Harry
Harriet Hattie Harry
Helen Nell Nellie Lena
Henry Hank Harry Hal
Herbert Herb Bert
Ignacio Nacho
Isaac Ike
Isabella Bella Izzy Isa
Isabel Bell Izzy Isa
Jacob Jake Jay
Jacqueline Jackie
James Jim Jimmy Jamie Jay
Jasmine Jas Jazz
Jason Jay
Jeffrey Jeff
Jennifer Jen Jenny Jenn
Jeremiah Jerry Jeremy
Jerome Jerry
Jessica Jess Jessie
Jesus Chuy
Joanna Jo Joan Jojo
Johnathan Jon John Johnny Nathan
Jonathan Jon Jonny Nathan
John Johnny Jack Jon
Joseph Joe Joey Jo
Josephine Jo Josie
Jose Pepe Joe
Joshua Josh
Judith Judy Judi
Julia Jules Julie
Katherine Kathy Kate Katie Kat Kitty Kathryn Kay
Kathleen Kathy Kate Katie Kay
Kenneth Ken Kenny
Kimberly Kim Kimmy
Kristina Kris Tina Krissy
Lawrence Larry Lars Laurie
Leonard Leo Len Lenny
Leonardo Leo Leon
Leroy Roy Lee
Lillian Lily Lil
Louis Lou Louie
Louise Lou Lulu
Lucille Lucy Lu
Luis Lou Lucho
Lydia Liddy
Mackenzie Mack Kenzie
Madeline Maddie Maddy
Magdalena Lena Maggie
Manuel Manny Manolo
Margaret Maggie Meg Peggy Marge Margie Greta Peg Rita Daisy
Maria Mari Mia
Marilyn Mary Lynn
Martha Marty Patty
Martin Marty
Marvin Marv
Mary Molly Polly Mae May
Matthew Matt Matty
Matilda Tilly Mattie
Maureen Mo Reenie
Maxwell Max
Maximilian Max
Megan Meg
Melanie Mel
Melissa Mel Missy Lissa
Melvin Mel
Michael Mike Mikey Mick Mickey
Michelle Shelly Mickey Chelle
Miguel Mike Migue
Mikhail Misha Mike
Miranda Randy Mandy
Mitchell Mitch
Mohammed Mo Muhammad Mohamed Mohammad
Monica Mona Nica
Nadezhda Nadia
Nancy Nan
Natalie Nat Nattie
Nathaniel Nate Nathan Nat
Nathan Nate
Nicholas Nick Nicky Nico
Nicole Nicki Nikki Cole
Olivia Liv Livvy
Oliver Ollie
Oscar Ozzie
Pamela Pam
Patricia Pat Patty Tricia Trish Patsy
Patrick Pat Paddy
Penelope Penny
Peter Pete
Philip Phil Pip Phillip
Priscilla Cilla Prissy
Rachel Rach Shelly
Raymond Ray
Rebecca Becky Becca Reba
Reginald Reg Reggie
Ricardo Rick Ricky
Richard Rick Dick Rich Ricky Richie
Robert Bob Bobby Rob Robbie Bert
Roberta Bobbie Robbie
Roberto Bob Beto
Roderick Rod Rick
Rodney Rod
Ronald Ron Ronnie
Rosemary Rose Rosie Mary
Rosalind Rose Roz
Roxanne Roxy
Russell Russ Rusty
Salvador Sal Chava
Samantha Sam Sammy
Samuel Sam Sammy
Santiago Santi Diego Chago
Savannah Vanna
Sebastian Seb
Sergei Serge Seryozha
Sharon Shari
Sheldon Shelly
Sidney Sid
Solomon Sol
Sophia Sophie Sofi
Stanley Stan
Stephanie Steph Steffi
Stephen Steve Stevie Steven
Susan Sue Susie Suzy
Suzanne Sue Susie Zanne
Svetlana Lana Sveta
Sylvester Sly
Sylvia Syl Sylvie
Tabitha Tabby
Tamara Tammy Tam
Teresa Terry Tess Tessa Tere
Terrence Terry Terrell
Theodore Ted Teddy Theo
Thomas Tom Tommy
Timothy Tim Timmy
Tyrone Ty
Valentina Val Tina
Valerie Val
Vanessa Nessa Van
Veronica Ronnie Vera Roni
Victor Vic
Victoria Vicky Tori Vic
Vincent Vince Vinny
Virginia Ginny Ginger
Vivian Viv
Vladimir Vlad Volodya
Walter Walt Wally
Wilhelmina Willa Mina Billie
William Bill Will Billy Willie Liam
Winifred Winnie Freddie
Yevgeny Zhenya Gene
Yolanda Yoli Yola
Zachary Zach Zack
"""


# Short forms that are ordinary words too: they stand for a longer name only when written with a capital.
ALSO_WORDS = word_set(
    """
    art bee bell bill bob carol chip chuck daisy dick dolly don dot drew em eve flora frank gene ginger grace hank herb
    jack jay joy kit lily mac mark may mick mike mo nan nick pat patty peg penny pip polly ray reg rich rob rod rose
    rusty sal sandy sly sol sue tab tam teddy tom van will
    """
)


def circles() -> Mapping[str, frozenset[str]]:
    """Every form in lower case with all forms it may stand for, itself included."""
    found: dict[str, frozenset[str]] = {}
    for line in _CIRCLES.split("\n"):
        names = frozenset(line.casefold().split())
        for name in names:
            found[name] = found.get(name, frozenset()) | names
    return found
