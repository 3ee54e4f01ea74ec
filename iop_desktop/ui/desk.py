"""The pages of one unlocked vault and the ways between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.room_views import SessionHead
from iop_desktop.services.today_views import Need, NeedKind, notes_owed, notes_to_cosign
from iop_desktop.ui.after_signing import AfterSigning
from iop_desktop.ui.backup_keeper import BackupKeeper
from iop_desktop.ui.contact_desk import ContactDesk
from iop_desktop.ui.curriculum.papers import LessonPapers
from iop_desktop.ui.curriculum_page import CurriculumPage
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.front_desk import ERASED, RESTORING
from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.groups_page import GroupsPage
from iop_desktop.ui.kept_words import WordsKeeper
from iop_desktop.ui.machine_privacy import MachinePrivacy
from iop_desktop.ui.members_page import MembersPage
from iop_desktop.ui.need_places import PLACES
from iop_desktop.ui.note_gates import NoteGates
from iop_desktop.ui.note_signing import NoteSigning
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.notice_dialog import NoticeDesk
from iop_desktop.ui.page_spec import PageSpec
from iop_desktop.ui.palette import Command, Deliver
from iop_desktop.ui.pdf_desk import PdfDesk
from iop_desktop.ui.privacy_tab import PrivacyTab
from iop_desktop.ui.review_page import ReviewPage
from iop_desktop.ui.session_timer import elapsed_text
from iop_desktop.ui.settings_page import SettingsPage
from iop_desktop.ui.shell import Shell
from iop_desktop.ui.taking_over import TakingOver
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.teaching_desk import TeachingDesk
from iop_desktop.ui.today_page import TodayPage
from iop_desktop.ui.warm_up import WarmUp
from iop_desktop.ui.window import MainWindow
from iop_desktop.ui.writing_desk import WritingDesk

BADGE_PAUSE_MS = 700


class Desk(QObject):
    """Builds the shell for the person who unlocked; dies with it."""

    def __init__(
        self,
        window: MainWindow,
        services: Services,
        actor: Actor,
        tasks: Tasks,
        dialogs: Dialogs,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(window)
        self.services, self._actor, self._tasks = services, actor, tasks
        self._dialogs, self._clock, self._window = dialogs, clock, window
        self._writing = WritingDesk(services, tasks, self)
        self.teaching: TeachingDesk | None = None
        self._head: SessionHead | None = None
        self._key_before = ""
        self.privacy = MachinePrivacy()
        self.contacts = ContactDesk(services, tasks, dialogs, self)
        self.contacts.kept.connect(self.open_contact_note)
        self.shell: Shell = window.open_shell(self._specs(), actor.initials, actor.signed_name, self._commands)
        self.setParent(self.shell)
        self.pdfs = PdfDesk(services.records, tasks, dialogs, self.shell)
        self.after = AfterSigning(services, tasks, dialogs, clock, self.shell, self.pdfs.show)
        self._notices = NoticeDesk(services.notices, tasks, self.shell)
        self._badges = QTimer(self, singleShot=True, interval=BADGE_PAUSE_MS)
        self._badges.timeout.connect(self._count)
        self._ticker = QTimer(self, interval=1000)
        self._ticker.timeout.connect(self._tick)
        self._ticker.start()
        tasks.changed.connect(self._changed)
        tasks.refused.connect(self._refused)
        tasks.crashed.connect(self._crashed)
        self.shell.banner.undo_requested.connect(self._undo)
        self.shell.page_shown.connect(self._page_shown)
        self._badges.start()
        WarmUp(self.shell, tasks, self._writing.load)
        WordsKeeper(services.kept_words, tasks, self.shell)
        self.keeper = BackupKeeper(services.backups, tasks, self.shell.banner, self)

    def _specs(self) -> list[PageSpec]:
        every = (
            PageSpec("today", "Today", "layout-dashboard", "Alt+1", self._today),
            PageSpec("group", "Group", "users", "Alt+2", self._group),
            PageSpec("notes", "Notes", "notebook-pen", "Alt+3", self._notes, right=Right.READ_NOTES),
            PageSpec("cosign", "Co-sign", "signature", "Alt+4", self._cosign, right=Right.CO_SIGN),
            PageSpec("members", "Members", "user-round", "Alt+5", self._members),
            PageSpec("groups", "Groups", "calendar-days", "Alt+6", self._groups),
            PageSpec("curriculum", "Curriculum", "book-open", "Alt+7", self._curriculum),
            PageSpec("settings", "Settings", "settings", "Ctrl+,", self._settings, at_bottom=True),
        )
        return [spec for spec in every if spec.right is None or self._actor.may(spec.right)]

    def _today(self) -> TodayPage:
        page = TodayPage(self.services.today, self._tasks)
        page.session_asked.connect(self.open_session)
        page.need_asked.connect(self._open_need)
        page.member_asked.connect(self.open_member)
        page.contact_asked.connect(lambda: self.contacts.ask_for_somebody(page))
        page.new_note.setVisible(self._actor.may(Right.WRITE_NOTES))
        return page

    # A page is made inside the stack: one that is put there afterwards is styled twice, which takes as long again.

    def _group(self) -> GroupPage:
        page = GroupPage(self.services, self._tasks, self._dialogs, self._clock, self.shell.stack)
        page.notes_asked.connect(self.open_notes)
        page.set_writes(self._actor.may(Right.WRITE_NOTES))
        page.session_shown.connect(self._show_session)
        papers = LessonPapers(self.services, self._tasks, self._dialogs, page)
        page.lesson.papers_asked.connect(lambda lesson_id: papers.print_lesson(lesson_id, page.session_id))
        self.teaching = TeachingDesk(page, self._window, self.services, self._tasks, self._clock)
        return page

    def _notes(self) -> NotesPage:
        services = self.services
        signing = NoteSigning(services.signing, services.records, self._tasks, self._dialogs)
        page = NotesPage(
            services,
            self.contacts,
            signing,
            self._tasks,
            self._dialogs,
            self._writing.aids,
            self.shell.stack,
        )
        self._writing.attend(page)
        signing.setParent(page)
        TakingOver(services.note_authors, self._tasks, page)
        page.saved.connect(self.shell.top_bar.set_saved)
        page.pdf_asked.connect(self.pdfs.show)
        page.note_card.thread_asked.connect(self.after.show_thread)
        papers = LessonPapers(services, self._tasks, self._dialogs, page)
        page.note_card.form.packet_asked.connect(papers.save_packet_of_note)
        NoteGates(services.gates, self._tasks, page)
        return page

    def _cosign(self) -> ReviewPage:
        page = ReviewPage(self.services, self._actor, self._tasks, self._dialogs, self.shell.stack)
        page.pdf_asked.connect(self.pdfs.show)
        page.thread_asked.connect(self.after.show_thread)
        return page

    def _members(self) -> MembersPage:
        page = MembersPage(self.services, self._tasks, self._dialogs, self._clock, self.shell.stack)
        page.pdf_asked.connect(self.pdfs.show)
        page.session_asked.connect(self.open_session)
        page.contact_asked.connect(partial(self.contacts.ask, page))
        page.thread_asked.connect(self.after.show_thread)
        page.request_asked.connect(self.after.show_request)
        page.log_asked.connect(self.after.log_request)
        return page

    def _curriculum(self) -> CurriculumPage:
        return CurriculumPage(self.services, self._actor, self._tasks, self._dialogs, self.shell.stack)

    def _groups(self) -> GroupsPage:
        page = GroupsPage(self.services, self._actor, self._tasks, self._dialogs, self._clock, self.shell.stack)
        page.session_asked.connect(self.open_session)
        page.member_asked.connect(self.open_member)
        return page

    def _settings(self) -> SettingsPage:
        page = SettingsPage(self.services, self._actor, self._tasks, self._dialogs, self._clock, self.shell.stack)
        page.restore_asked.connect(lambda: self._window.lock(RESTORING))
        page.erased.connect(lambda: self._window.lock(ERASED))
        page.parts.part(PrivacyTab).attend(self.privacy)
        return page

    def open_session(self, session_id: UUID) -> None:
        """Go to the group room of a session."""
        page = self.shell.page("group")
        assert isinstance(page, GroupPage)
        page.open_session(session_id)
        self.shell.go("group")

    def open_notes(self, session_id: UUID) -> None:
        """Go to the notes of a session."""
        self.notes_page().open_session(session_id)
        self.shell.go("notes")

    def open_contact_note(self, note_id: UUID) -> None:
        """Go to the note of a contact."""
        self.notes_page().open_contacts(note_id)
        self.shell.go("notes")

    def notes_page(self) -> NotesPage:
        """The notes page."""
        page = self.shell.page("notes")
        assert isinstance(page, NotesPage)
        return page

    def open_member(self, client_id: UUID) -> None:
        """Go to a member's page."""
        page = self.shell.page("members")
        assert isinstance(page, MembersPage)
        page.open_client(client_id)
        self.shell.go("members")

    def open_group(self, group_id: UUID) -> None:
        """Go to a group."""
        page = self.shell.page("groups")
        assert isinstance(page, GroupsPage)
        page.open_group(group_id)
        self.shell.go("groups")

    def _open_need(self, need: Need) -> None:
        if need.kind is NeedKind.ADDENDA:
            self.after.open_mine()
        elif need.notice_id is not None:
            self._notices.ask(need.notice_id)
        elif need.client_id is not None:
            self.open_member(need.client_id)
        elif need.group_id is not None:
            self.open_group(need.group_id)
        else:
            self._open_place(need, PLACES[need.kind])

    def _open_place(self, need: Need, place: str) -> None:
        if place == "settings":
            page = self.shell.page(place)
            assert isinstance(page, SettingsPage)
            page.show_part(need.kind)
        if need.note_id is not None:
            self.open_contact_note(need.note_id)
        elif place == "notes" and need.session_id is not None:
            self.open_notes(need.session_id)
        else:
            self.shell.go(place)

    def _commands(self, deliver: Deliver) -> None:
        def found(names: tuple[tuple[UUID, str, str], ...]) -> None:
            deliver(
                [Command(name, detail, "user-round", partial(self.open_member, key)) for key, name, detail in names]
            )

        rows = self.services.clients.rows
        self._tasks.run(
            self, lambda: tuple((row.client_id, row.name, row.groups or "Not in a group") for row in rows()), done=found
        )

    def _changed(self, changes: Changes) -> None:
        self.shell.on_changed(changes)
        if changes.topics & {Topic.NOTES, Topic.SIGNATURES}:
            self._badges.start()

    def _refused(self, error: BaseException) -> None:
        self.shell.banner.say(sentence_of(error), "warn")

    def _crashed(self, error: BaseException) -> None:
        self.shell.banner.say(sentence_of(error), "danger")

    def _undo(self, undo: Undo) -> None:
        self._tasks.run(self, undo.call)

    def _count(self) -> None:
        self._tasks.run(self, lambda: self.services.today.view().needs, done=self._show_counts)

    def _show_counts(self, needs: tuple[Need, ...]) -> None:
        for key in ("notes", "cosign"):
            if key == "cosign" and not self._actor.may(Right.SUPERVISE):
                continue
            self.shell.rail.set_badge(key, notes_owed(needs) if key == "notes" else notes_to_cosign(needs))

    def _page_shown(self, key: str) -> None:
        """From the group room, the key for the notes leads to the notes of the session one stands in."""
        before, self._key_before = self._key_before, key
        if before != key:
            self.shell.banner.clear_news()
        head = self._head
        if key == "notes" and before == "group" and head is not None and head.is_mine and head.started_at:
            self.notes_page().open_session(head.session_id)

    def _show_session(self, head: SessionHead) -> None:
        self._head = head
        self._tick()

    def _tick(self) -> None:
        head = self._head
        running = head is not None and head.started_at is not None and head.ended_at is None
        if head is None or head.started_at is None or not running:
            self.shell.top_bar.set_session("")
            return
        passed = (self._clock() - head.started_at).total_seconds()
        self.shell.top_bar.set_session(f"{head.group_name}  {elapsed_text(passed)}")
