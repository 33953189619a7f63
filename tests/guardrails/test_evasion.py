"""Away from the record: channels, traces and secrets, and the innocent sentences beside them."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import quotes

HITS = {
    "off-channel-invitation": [
        "Let's continue this on WhatsApp.",
        "Text me on my personal cell about the trade.",
        "Ping me on Telegram, I answer faster there.",
        "Let's get on Signal for the pricing.",
        "Write to my Gmail instead.",
        "Slide into my Instagram DMs.",
        "We can talk with disappearing messages on.",
        "Better off the firm's system for this.",
        "Scrivimi su Telegram, \u00e8 pi\u00f9 comodo.",
        "Continuiamo sulla mia chat privata.",
        "Escr\u00edbeme por WhatsApp a mi n\u00famero personal.",
    ],
    "record-evasion": [
        "Delete this email after reading.",
        "Please erase our chat before the audit.",
        "Let's keep this off the record.",
        "Please don't put this in writing.",
        "Call me instead so there's no trail.",
        "Let's keep what we agreed between the two of us.",
        "Take compliance off the thread.",
        "I'll backdate the form.",
        "I signed for you on page 3.",
        "Just mark them all as read by Friday.",
        "Use the word 'lunch' in the subject.",
        "Cancelli questa mail, per favore: elimini la conversazione.",
        "Resti tra noi.",
        "Borra estos mensajes sin dejar rastro.",
    ],
    "secret-solicitation": [
        "Please send me your password so I can log in.",
        "Reply with the verification code you just received.",
        "Text me your PIN.",
        "The seed phrase is the only thing I still need.",
        "A code is coming to your phone, text it to me.",
        "Answer this with your mother's maiden name and account number.",
        "Email a photo of your passport with your full social.",
        "Mi mandi il codice che riceve per SMS.",
        "Resp\u00f3ndame con su clave del banco.",
    ],
}
NEAR_MISSES = {
    "off-channel-invitation": [
        "I can't use WhatsApp for business; please use this address.",
        "I got your WhatsApp message and saved it to the archive.",
        "Thanks for the text. This number is archived by the firm.",
        "Call my office line whenever you like.",
        "Your son can join our secure video meeting from his own phone.",
        "Follow our firm page here on LinkedIn.",
        "We will send the signal report of the fund house.",
        "Forward client texts from a personal phone to the archive.",
        'A fake profile says "let\'s move to WhatsApp". That is not me.',
        "Never discuss accounts on Telegram.",
        "Non possiamo trattare affari su chat private.",
        "Gracias, recib\u00ed su WhatsApp y lo guard\u00e9 en el archivo.",
    ],
    "record-evasion": [
        "Please don't delete anything, there's a legal hold.",
        "You can delete the old reminder, the new time is below.",
        "I deleted the duplicate appointment.",
        "Delete that email, it is phishing.",
        "Our link expires in seven days; the record stays in our archive.",
        "Please don't put your account number in an email.",
        "Never put your password in writing.",
        "I'd rather explain by phone and send a written summary.",
        "Between us, I think the fish place is better.",
        "I've corrected the date and initialed the change.",
        "He signed for you under the power of attorney.",
        "Use the password manager's word list.",
        "Pu\u00f2 cancellare l'iscrizione quando vuole.",
        "No borre nada: los mensajes quedan archivados.",
    ],
    "secret-solicitation": [
        "We will never ask for your password or PIN.",
        "Please do not send your Social Security number by email.",
        "To reset your password, go to the custodian's site.",
        "Upload your ID through the secure link in the portal.",
        "The garage code is posted at reception.",
        "Harborline: never share codes.",
        "Nunca le pediremos su clave ni un c\u00f3digo.",
        "Please don't text your account number.",
        "I'll send you the dress code for the dinner.",
        "Non le chiederemo mai il codice per messaggio.",
    ],
}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in HITS.items() for text in texts])
@pytest.mark.parametrize("channel", ["email", "slack", "incoming"])
def test_it_is_flagged_on_every_channel(rule: str, text: str, channel: str) -> None:
    assert quotes(text, rule, channel)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in NEAR_MISSES.items() for text in texts])
def test_the_innocent_sentence_is_not(rule: str, text: str) -> None:
    assert quotes(text, rule) == []


def test_every_table_has_as_many_near_misses_as_hits() -> None:
    assert all(len(NEAR_MISSES[rule]) >= len(HITS[rule]) for rule in HITS)
