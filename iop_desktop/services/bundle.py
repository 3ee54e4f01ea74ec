"""All services of one unlocked vault, made together and handed to whoever needs two or three of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from iop_desktop.services.addenda import AddendaService
from iop_desktop.services.amendments import AmendmentService
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.attendance_history import AttendanceHistoryService
from iop_desktop.services.audit import AuditService
from iop_desktop.services.audit_log import AuditLogService
from iop_desktop.services.audit_review import AuditReviewService
from iop_desktop.services.backups import BackupService
from iop_desktop.services.break_glass import BreakGlassService
from iop_desktop.services.breaks import BreakService
from iop_desktop.services.cases import CaseService
from iop_desktop.services.clients import ClientService
from iop_desktop.services.closures import ClosureService
from iop_desktop.services.contacts import ContactService
from iop_desktop.services.cosigning import CosigningService
from iop_desktop.services.coverage import CoverageService
from iop_desktop.services.credential_policy import CredentialPolicyService
from iop_desktop.services.curriculum import CurriculumService
from iop_desktop.services.curriculum_import import CurriculumImportService
from iop_desktop.services.discharges import DischargeService
from iop_desktop.services.disposals import DisposalService
from iop_desktop.services.erasure import ErasureService
from iop_desktop.services.fidelity import FidelityService
from iop_desktop.services.gates import GateService
from iop_desktop.services.groups import GroupService
from iop_desktop.services.handoff import HandoffService
from iop_desktop.services.invitations import InvitationService
from iop_desktop.services.kept_words import KeptWordsService
from iop_desktop.services.kits import KitService
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.make_up import MakeUpService
from iop_desktop.services.memberships import MembershipService
from iop_desktop.services.note_authors import NoteAuthorService
from iop_desktop.services.note_context import NoteContextService
from iop_desktop.services.note_layouts import NoteLayoutService
from iop_desktop.services.notes import NoteService
from iop_desktop.services.own_lessons import OwnLessonService
from iop_desktop.services.own_passphrase import OwnPassphraseService
from iop_desktop.services.packet_answers import PacketAnswerService
from iop_desktop.services.packet_inbox import PacketInboxService
from iop_desktop.services.packets import PacketService
from iop_desktop.services.partners import PartnerService
from iop_desktop.services.phrases import PhraseService
from iop_desktop.services.privacy import PrivacyService
from iop_desktop.services.program_archive import ProgramArchiveService
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.records import RecordService
from iop_desktop.services.retention import RetentionService
from iop_desktop.services.reviews import ReviewService
from iop_desktop.services.roster_import import RosterImportService
from iop_desktop.services.rule_packs import RulePackService
from iop_desktop.services.schedule import ScheduleService
from iop_desktop.services.second_factors import SecondFactorService
from iop_desktop.services.security_notices import SecurityNoticeService
from iop_desktop.services.session_documents import SessionDocumentService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.signing import SigningService
from iop_desktop.services.spelling_words import SpellingWordService
from iop_desktop.services.split import SplitService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.staff_credentials import StaffCredentialService
from iop_desktop.services.supervision import SupervisionService
from iop_desktop.services.suspension import SuspensionService
from iop_desktop.services.teaching import TeachingService
from iop_desktop.services.threads import ThreadService
from iop_desktop.services.today import TodayService
from iop_desktop.services.tokens import TokenService
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.waiting import WaitingService
from iop_desktop.services.walk_ins import WalkInService


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases, by noun."""

    today: TodayService
    sessions: SessionService
    attendance: AttendanceService
    history: AttendanceHistoryService
    breaks: BreakService
    walk_ins: WalkInService
    papers: SessionDocumentService
    lessons: LessonService
    teaching: TeachingService
    fidelity: FidelityService
    curriculum: CurriculumService
    own_lessons: OwnLessonService
    imports: CurriculumImportService
    coverage: CoverageService
    notes: NoteService
    note_context: NoteContextService
    signing: SigningService
    cosigning: CosigningService
    records: RecordService
    addenda: AddendaService
    threads: ThreadService
    amendments: AmendmentService
    supervision: SupervisionService
    clients: ClientService
    discharges: DischargeService
    retention: RetentionService
    disposals: DisposalService
    archives: ProgramArchiveService
    erasure: ErasureService
    groups: GroupService
    staff: StaffService
    invitations: InvitationService
    suspensions: SuspensionService
    rosters: RosterImportService
    audit: AuditService
    audit_log: AuditLogService
    audit_review: AuditReviewService
    memberships: MembershipService
    schedule: ScheduleService
    closures: ClosureService
    waiting: WaitingService
    rule_packs: RulePackService
    split: SplitService
    handoff: HandoffService
    make_up: MakeUpService
    gates: GateService
    contacts: ContactService
    note_layouts: NoteLayoutService
    partners: PartnerService
    packets: PacketService
    packet_answers: PacketAnswerService
    packet_inbox: PacketInboxService
    reviews: ReviewService
    phrases: PhraseService
    words: SpellingWordService
    backups: BackupService
    credential_policy: CredentialPolicyService
    staff_credentials: StaffCredentialService
    tokens: TokenService
    own_passphrase: OwnPassphraseService
    record_check: RecordCheckService
    note_authors: NoteAuthorService
    break_glass: BreakGlassService
    kits: KitService
    notices: SecurityNoticeService
    second_factors: SecondFactorService
    cases: CaseService
    kept_words: KeptWordsService
    privacy: PrivacyService


def services_of(unlocked: Unlocked, clock: Clock) -> Services:
    """Wire the services of an unlocked vault; each is made of the vault, and of the clock if it asks for the time."""
    return Services(**{name: _made(kind, unlocked, clock) for name, kind in get_type_hints(Services).items()})


def _made(kind: Callable[..., Any], unlocked: Unlocked, clock: Clock) -> Any:
    # Its code says it at once; ``inspect.signature`` would take longer than making all services does.
    code = kind.__init__.__code__
    return kind(unlocked, clock) if "clock" in code.co_varnames[: code.co_argcount] else kind(unlocked)
