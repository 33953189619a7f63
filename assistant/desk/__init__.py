"""The front desk: where every door comes, and where alone the firm's data is committed."""

from assistant.desk.alerts import mark_alert
from assistant.desk.answering import FormOpened, answer_form, open_form
from assistant.desk.answers_read import IssuedState, confirm_answers, look_at_answers, look_at_questionnaires
from assistant.desk.approving import approve, needs, release, turn_down
from assistant.desk.attesting import attest_yesterday
from assistant.desk.book_files import export_book, import_book
from assistant.desk.campaigning import (
    approve_campaign,
    lay_campaign,
    let_campaign_leave,
    look_at_campaign,
    look_at_campaigns,
    note_campaigns,
    plan_campaign,
)
from assistant.desk.changing import confirm_change, look_at_change, look_at_changes, refuse_change, undo_change
from assistant.desk.complaining import (
    acknowledge_complaint,
    close_complaint,
    look_at_complaints,
    look_at_quarter,
    open_complaint,
)
from assistant.desk.complaining import shown as shown_complaint
from assistant.desk.delivering import Delivered, deliver_due
from assistant.desk.desk import Desk
from assistant.desk.disputing import decide_on_dispute, dispute_finding, look_at_precision
from assistant.desk.downloads import KINDS, Download, Kind, download
from assistant.desk.event_letters import lay_event_letters
from assistant.desk.examining import export_records, look_at_conversation, look_at_record, rotate_log_key
from assistant.desk.filing import communication_file
from assistant.desk.holding import (
    approve_disposal,
    ask_disposal,
    finish_disposals,
    look_at_certificate,
    look_at_holds,
    look_at_plan,
    place_hold,
    release_hold,
)
from assistant.desk.outward import outward_status, seal_segments, send_journal, verify_and_record
from assistant.desk.posting import record_posting
from assistant.desk.preferences import Preference, preference, stop_mail
from assistant.desk.privacy import answer_request, decide_request, look_at_request, look_at_requests, take_request
from assistant.desk.proof import verify_log
from assistant.desk.proposing import revise
from assistant.desk.questionnaires import Issued, send_due_questionnaires
from assistant.desk.receiving import look_at_messages, receive
from assistant.desk.resolving import ask_again, resolve_send
from assistant.desk.scanning import ScanReport, scan_firm
from assistant.desk.scheduling import cancel_schedule, schedule_draft
from assistant.desk.standing_in import end_early, grant_exception, look_at_substitutes, name_substitute
from assistant.desk.supervising import assign_review, decide_review, look_at_reviews
from assistant.desk.tuning import Tuning, propose_threshold, sign_threshold
from assistant.outreach.form_page import end_page, form_page, thanks_page
from assistant.outreach.questionnaires import LANGUAGES as FORM_LANGUAGES
from assistant.tools.addressing import Letter

__all__ = [
    "KINDS",
    "Desk",
    "approve",
    "turn_down",
    "record_posting",
    "release",
    "needs",
    "revise",
    "dispute_finding",
    "decide_on_dispute",
    "look_at_precision",
    "look_at_messages",
    "receive",
    "Letter",
    "approve_campaign",
    "lay_campaign",
    "let_campaign_leave",
    "look_at_campaign",
    "look_at_campaigns",
    "note_campaigns",
    "plan_campaign",
    "communication_file",
    "look_at_reviews",
    "acknowledge_complaint",
    "close_complaint",
    "look_at_complaints",
    "look_at_quarter",
    "open_complaint",
    "shown_complaint",
    "look_at_substitutes",
    "name_substitute",
    "end_early",
    "grant_exception",
    "assign_review",
    "decide_review",
    "export_book",
    "import_book",
    "Download",
    "Kind",
    "download",
    "verify_log",
    "look_at_record",
    "look_at_conversation",
    "export_records",
    "rotate_log_key",
    "place_hold",
    "release_hold",
    "look_at_holds",
    "look_at_plan",
    "ask_disposal",
    "approve_disposal",
    "finish_disposals",
    "look_at_certificate",
    "take_request",
    "look_at_requests",
    "look_at_request",
    "decide_request",
    "answer_request",
    "verify_and_record",
    "send_journal",
    "seal_segments",
    "attest_yesterday",
    "outward_status",
    "Delivered",
    "deliver_due",
    "schedule_draft",
    "cancel_schedule",
    "resolve_send",
    "ask_again",
    "Preference",
    "preference",
    "stop_mail",
    "Issued",
    "send_due_questionnaires",
    "FormOpened",
    "open_form",
    "answer_form",
    "FORM_LANGUAGES",
    "form_page",
    "thanks_page",
    "end_page",
    "lay_event_letters",
    "IssuedState",
    "look_at_questionnaires",
    "look_at_answers",
    "mark_alert",
    "look_at_changes",
    "look_at_change",
    "confirm_answers",
    "confirm_change",
    "refuse_change",
    "undo_change",
    "ScanReport",
    "scan_firm",
    "Tuning",
    "propose_threshold",
    "sign_threshold",
]
