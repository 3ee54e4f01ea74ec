"""Which column of another system's roster holds what, guessed from the words of its header."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import StrEnum


class Field(StrEnum):
    """What a column may be imported as. Social security numbers are no field: they are never imported."""

    RECORD_NUMBER = "record_number"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "full_name"
    PREFERRED_NAME = "preferred_name"
    PRONOUNS = "pronouns"
    DATE_OF_BIRTH = "date_of_birth"
    DATE_OF_DEATH = "date_of_death"
    SEX = "sex"
    ADDRESS = "address"
    CITY = "city"
    STATE = "state"
    POSTAL_CODE = "postal_code"
    PHONE = "phone"
    EMAIL = "email"

    @property
    def label(self) -> str:
        """What people read."""
        return LABELS[self]


LABELS = {
    Field.RECORD_NUMBER: "Record number",
    Field.FIRST_NAME: "First name",
    Field.LAST_NAME: "Last name",
    Field.FULL_NAME: "Full name",
    Field.PREFERRED_NAME: "Preferred name",
    Field.PRONOUNS: "Pronouns",
    Field.DATE_OF_BIRTH: "Date of birth",
    Field.DATE_OF_DEATH: "Date of death",
    Field.SEX: "Sex",
    Field.ADDRESS: "Street address",
    Field.CITY: "City",
    Field.STATE: "State",
    Field.POSTAL_CODE: "ZIP code",
    Field.PHONE: "Phone",
    Field.EMAIL: "Email",
}

# Likeliest wording first: a file with both "MRN" and "Id" keeps its record numbers under "MRN".
SYNONYMS = {
    Field.RECORD_NUMBER: "mrn recordnumber medicalrecordnumber medicalrecordno medicalrecord recordno"
    " chartnumber chartno chartid chart casenumber caseno caseid externalid pubpid uniqueid identifier id pid"
    " number no accountnumber accountno",
    Field.FIRST_NAME: "firstname first givenname given fname forename forenames givennames namefirst",
    Field.LAST_NAME: "lastname last surname familyname family lname namelast",
    Field.FULL_NAME: "fullname name displayname legalname namelastfirst lastnamefirstname lastfirst",
    Field.PREFERRED_NAME: "preferredname preferredfirstname preferred nickname goesby chosenname nameused aka",
    Field.PRONOUNS: "pronouns pronoun preferredpronouns",
    Field.DATE_OF_BIRTH: "dateofbirth dob birthdate birthday birth dateborn born birthdt bdate",
    Field.DATE_OF_DEATH: "dateofdeath deathdate dod deceaseddate datedeceased deceased isdeceased death",
    Field.SEX: "sex administrativesex legalsex sexatbirth birthsex gender genderidentity",
    Field.ADDRESS: "address streetaddress address1 addressline1 addr1 street homeaddress mailingaddress addr",
    Field.CITY: "city town homecity municipality addresscity locality",
    Field.STATE: "state stateprovince province homestate addressstate st region",
    Field.POSTAL_CODE: "zip zipcode postalcode postcode zippostalcode zippostal homezip addresszip",
    Field.PHONE: "mobilephone cellphone phonecell phonemobile mobile cell phone phonenumber primaryphone homephone"
    " phonehome telephone telephonenumber tel contactnumber cellphonenumber mobilenumber homephonenumber phone1",
    Field.EMAIL: "email emailaddress primaryemail personalemail homeemail mail emailid email1",
}

# "Patient First Name" and "CLIENT_DOB" are the same columns as "First Name" and "DOB".
WHOSE = (
    "patients",
    "patient",
    "clients",
    "client",
    "members",
    "member",
    "consumer",
    "participant",
    "resident",
    "person",
    "pt",
)
NEVER_IMPORTED = ("ssn", "ss", "socialsecurity", "socialsecuritynumber", "socialsecurityno", "socsecno")


def guess_mapping(headers: Sequence[str]) -> dict[Field, int]:
    """The column of each field that was recognized. No column is used twice; of repeated headers the first counts."""
    columns: dict[str, int] = {}
    for index, header in enumerate(headers):
        for word in header_words(header):
            columns.setdefault(word, index)
    mapping: dict[Field, int] = {}
    for field, synonyms in SYNONYMS.items():
        known = [columns[word] for word in synonyms.split() if word in columns]
        if known:
            mapping[field] = known[0]
    if Field.FIRST_NAME in mapping and Field.LAST_NAME in mapping:
        mapping.pop(Field.FULL_NAME, None)
    return mapping


def is_never_imported(header: str) -> bool:
    """Whether the column holds social security numbers by its header."""
    return any(word in NEVER_IMPORTED for word in header_words(header))


def header_words(header: str) -> tuple[str, ...]:
    """The header in lower-case letters and digits alone, as it is and without the word for whose attribute it is."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    whole = "".join(character for character in folded if character.isalnum())
    return whole, *(whole.removeprefix(owner) for owner in WHOSE if whole.startswith(owner))
