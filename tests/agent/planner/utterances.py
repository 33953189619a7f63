"""Single questions as people type them, each with the one call it should become. The book's day is 31 October 2026.

A value wrapped in `Has` must contain one of its words; an argument that is not listed must not be there, but for the
points of a draft, which are free.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class Has(tuple[str, ...]):
    """Words of which one must be in the value."""

    __slots__ = ()

    def __new__(cls, *words: str) -> Has:
        return super().__new__(cls, words)


@dataclass(frozen=True)
class Saying:
    text: str
    tool: str
    args: dict[str, Any]
    role: str = "advisor"


def say(tool: str, *rows: Any, role: str = "advisor") -> tuple[Saying, ...]:
    """Rows are a text, or a text and its arguments."""
    pairs = [(row, {}) if isinstance(row, str) else row for row in rows]
    return tuple(Saying(text, tool, args, role) for text, args in pairs)


SNAPSHOT = say(
    "book_snapshot",
    "snapshot",
    ("ytd snapshot", {"period": "ytd"}),
    ("What changed in my book since Friday?", {"period": "2026-10-30.."}),
    ("how's my book doing this quarter", {"period": "qtd"}),
    ("whats new in the book since the 12th", {"period": "2026-10-12.."}),
    ("where do I stand", {}),
    "how am i doing",
    ("aum by segment", {"by": "segment"}),
    ("net flows last quarter", {"period": "2026-Q3"}),
    ("Give me an overview of my book for 2025.", {"period": "2025"}),
    ("how many clients do i have", {}),
    ("organic growth T12", {"period": "1y"}),
    ("market vs flows since january pls", {"period": "ytd"}),
    ("Could you tell me what moved in the book between March and June?", {"period": "2026-03..2026-06"}),
    ("anything new in my book", {}),
    ("state of the book as of June 30", {"as_of": "2026-06-30"}),
    ("my three risks side by side in dollars", {}),
    ("how did the book do last year", {"period": "2025"}),
    ("snapshot month by month this year", {"by": "month", "period": "ytd"}),
    ("inflows and outflows over the last six months", {"period": "2026-05-01.."}),
    ("I've been out for two weeks, what did I miss?", {}),
    ("net new money H1", {"period": "2026-H1"}),
    ("come va il mio portafoglio?", {}),
    ("cosa è cambiato da inizio anno", {"period": "ytd"}),
    ("Che cosa è cambiato nel mio book da venerdì?", {"period": "2026-10-30.."}),
    ("raccolta netta dello scorso trimestre", {"period": "2026-Q3"}),
    ("quanti clienti ho?", {}),
    ("fammi il punto della situazione del portafoglio per mese", {"by": "month"}),
    ("panoramica del book negli ultimi tre anni", {"period": "3y"}),
    ("masse gestite al 30 giugno 2026", {"as_of": "2026-06-30"}),
    ("¿cómo va mi cartera este año?", {"period": "ytd"}),
    ("qué ha cambiado en mi cartera el mes pasado", {"period": "2026-09"}),
    ("resumen de mi cartera del último trimestre", {"period": "2026-Q3"}),
) + say(
    "book_snapshot",
    ("Where did growth come from last quarter, by branch?", {"period": "2026-Q3", "by": "branch"}),
    ("snapshot of the whole firm by region", {"scope": "firm", "by": "region"}),
    ("how is Boston doing ytd", {"scope": "Boston", "period": "ytd"}),
    ("how is the Peach team doing", {"scope": "Peach team"}),
    ("what changed in Chloé Duval's book since March", {"scope": "Chloé Duval", "period": "2026-03-01.."}),
    ("net flows per advisor in September", {"by": "advisor", "period": "2026-09"}),
    ("come va la filiale Atlanta?", {"scope": "Atlanta"}),
    role="executive",
)

VALUE = say(
    "value_book",
    "What is my book worth?",
    "whats the book worth",
    "book value",
    "npv of my book pls",
    "What is my book worth if I sold this year?",
    ("value of the book at 97% retention", {"retention": 0.97}),
    ("If I got retention from 94 to 97 %, how much value is that?", {"retention": 0.97}),
    ("book value with 95 % retention and a 10 % discount rate", {"retention": 0.95, "discount_rate": 0.1}),
    ("whats it worth with an 8 discount", {"discount_rate": 0.08}),
    ("value my A clients", {"segment": "A"}),
    ("how much is segment B worth", {"segment": "B"}),
    ("what are the Okafors worth to me", {"client": "Okafor"}),
    ("value of the Lindqvist household", {"client": "Lindqvist"}),
    ("what would the book be worth if i lose my three biggest clients", {"lose_top": 3}),
    ("what if my top 5 walk", {"lose_top": 5}),
    ("book value without my biggest client", {"lose_top": 1}),
    ("what happens to the value if the Okafors and the Lindqvists leave", {"lose_clients": ["Okafor", "Lindqvist"]}),
    ("what's the practice worth if heirs stay at 70%", {"heir_retention": 0.7}),
    ("valuation with 4% growth and a 30% margin", {"growth": 0.04, "margin": 0.3}),
    ("npv over 10 years at 12% discount", {"years": 10, "discount_rate": 0.12}),
    ("what could a buyer pay for this book", {}),
    ("book worth at end of 2025", {"as_of": "2025-12-31"}),
    ("Suppose I lost Lindqvist: what's the book worth then?", {"lose_clients": ["Lindqvist"]}),
    ("quanto vale il mio portafoglio?", {}),
    ("quanto vale il book se perdo i tre clienti più grossi", {"lose_top": 3}),
    ("e se perdessi il cliente più grande, quanto vale?", {"lose_top": 1}),
    ("valore del book con retention al 95% e tasso di sconto 10%", {"retention": 0.95, "discount_rate": 0.1}),
    ("quanto varrebbe il portafoglio se la fidelizzazione salisse al 97 %?", {"retention": 0.97}),
    ("quanto vale la famiglia Okafor per me", {"client": "Okafor"}),
    ("valore attuale netto del portafoglio, crescita del 2%", {"growth": 0.02}),
    ("quanto valgono i clienti A?", {"segment": "A"}),
    ("se vendessi il book oggi quanto prenderei", {}),
    ("¿cuánto vale mi cartera?", {}),
    ("cuánto vale mi cartera con una retención del 96%", {"retention": 0.96}),
    ("valor de la cartera si pierdo mis tres mejores clientes", {"lose_top": 3}),
) + say(
    "value_book",
    ("what's the Boston branch worth", {"scope": "Boston"}),
    ("What is the firm's total book value?", {"scope": "firm"}),
    ("If Benedikt Šimić leaves, what is the value at stake and what's left worth?", {"lose_advisor": "Benedikt Šimić"}),
    role="executive",
)

EROSION = say(
    "find_erosion",
    "whom am I losing?",
    "Am I losing anyone without knowing it?",
    "silent erosion",
    "anybody quietly moving money out",
    "who is bleeding assets",
    "any slow leaks in the book?",
    "which clients are pulling money",
    "money leaving while the account stays open: who?",
    "who stopped contributing",
    "show me clients that are drifting away",
    ("erosion over 50k", {"min_loss": 50000}),
    ("silent erosion of at least $100,000", {"min_loss": 100000}),
    ("is Okafor eroding", {"client": "Okafor"}),
    ("Are the Lindqvists moving money elsewhere?", {"client": "Lindqvist"}),
    ("is money quietly leaving Đorđević", {"client": "Đorđević"}),
    ("top 5 erosion cases", {"limit": 5}),
    ("who's been siphoning funds to another advisor", {}),
    ("clients shifting their assets away from us", {}),
    ("whos leaking", {}),
    ("chi sto perdendo senza accorgermene?", {}),
    ("erosione silenziosa", {}),
    ("ci sono clienti che stanno portando via soldi?", {}),
    ("quali clienti stanno spostando masse altrove", {}),
    ("erosione oltre 50 mila euro", {"min_loss": 50000}),
    ("gli Okafor stanno portando via soldi?", {"client": "Okafor"}),
    ("denaro che esce in silenzio, chi?", {}),
    ("¿a quién estoy perdiendo sin darme cuenta?", {}),
    ("clientes que están sacando su dinero", {}),
    ("erosión silenciosa de más de 20 mil", {"min_loss": 20000}),
) + say(
    "find_erosion",
    ("silent erosion in Atlanta", {"scope": "Atlanta"}),
    ("any erosion in Anna Keller's book?", {"scope": "Anna Keller"}),
    role="executive",
)

PROFILE = say(
    "client_profile",
    ("Prepare me for the 10:30 with the Okafors.", {"client": "Okafor"}),
    ("prep me for my meeting with Lindqvist", {"client": "Lindqvist"}),
    ("tell me about the García Márquez family", {"client": "García Márquez"}),
    ("everything on Okafor", {"client": "Okafor"}),
    ("okafor", {"client": "Okafor"}),
    ("the Lindqvists", {"client": "Lindqvist"}),
    ("I'm seeing Ngozi Okafor in five minutes, what do I need to know", {"client": "Ngozi Okafor"}),
    ("brief me on Đorđević before the call", {"client": "Đorđević"}),
    ("client profile garcia marquez", {"client": "García Márquez"}),
    ("pull up Lindqvist", {"client": "Lindqvist"}),
    ("who are the Okafors", {"client": "Okafor"}),
    ("how are the lindqvists doing", {"client": "Lindqvist"}),
    ("meeting pack for Åsa Lindqvist", {"client": "Åsa Lindqvist"}),
    ("one pager on 山田", {"client": "山田"}),
    ("show me the Rossis", {"client": "Rossi"}),
    ("what do we know about Marco Rossi", {"client": "Marco Rossi"}),
    ("preparami per l'incontro con gli Okafor", {"client": "Okafor"}),
    ("scheda cliente Lindqvist", {"client": "Lindqvist"}),
    ("dimmi tutto sugli Okafor", {"client": "Okafor"}),
    ("chi sono i Lindqvist?", {"client": "Lindqvist"}),
    ("domani vedo García Márquez, cosa devo sapere?", {"client": "García Márquez"}),
    ("prepárame para la reunión con los Okafor", {"client": "Okafor"}),
    ("ficha de García Márquez", {"client": "García Márquez"}),
    ("profile of the Zanetti family", {"client": "Zanetti"}),
    ("tell me about the Zanettis", {"client": "Zanettis"}),
    ("get me ready for client H04", {"client": "Okafor"}),
)

PROPENSITY = say(
    "propensity",
    ("who needs insurance", {"need": "insurance"}),
    ("which clients are ripe for estate planning", {"need": "estate"}),
    ("rollover candidates", {"need": "rollover"}),
    ("top 5 annuity prospects", {"need": "annuity", "limit": 5}),
    ("who should i talk to about a 529", {"need": "education"}),
    ("who's likely to need retirement income next", {"need": "retirement_income"}),
    ("any clients sitting on idle cash that could use cash management", {"need": "cash"}),
    ("who might want a line of credit, lending wise", {"need": "lending"}),
    ("charitable giving candidates", {"need": "charitable"}),
    ("who would benefit from a managed account", {"need": "managed_account"}),
    ("how likely are the Okafors to need long term care cover", {"client": "Okafor", "need": "insurance"}),
    ("propensity for estate, Lindqvist only", {"client": "Lindqvist", "need": "estate"}),
    ("what will the Okafors need next", {"client": "Okafor"}),
    ("which three households should I approach on trusts", {"need": "estate", "limit": 3}),
    ("chi ha bisogno di una polizza?", {"need": "insurance"}),
    ("quali clienti potrebbero aver bisogno di pianificazione della successione", {"need": "estate"}),
    ("candidati per un mutuo", {"need": "lending"}),
    ("i cinque clienti più interessati alla beneficenza", {"need": "charitable", "limit": 5}),
    ("chi avrà bisogno di liquidità?", {"need": "cash"}),
    ("¿quién necesita un seguro?", {"need": "insurance"}),
    ("clientes interesados en un préstamo", {"need": "lending"}),
) + say(
    "propensity",
    ("who on the Elm team is ripe for rollovers", {"scope": "Elm team", "need": "rollover"}),
    role="manager",
)

SIMILAR = say(
    "similar_clients",
    ("Clients like the Okafors: what do peers hold?", {"client": "Okafor"}),
    ("clients like Lindqvist", {"client": "Lindqvist"}),
    ("who is similar to García Márquez", {"client": "García Márquez"}),
    ("peers of the Okafors", {"client": "Okafor"}),
    ("what do comparable families to the Lindqvists hold", {"client": "Lindqvist"}),
    ("how are households like the Okafors set up", {"client": "Okafor"}),
    ("compare Lindqvist with their peers", {"client": "Lindqvist"}),
    ("clienti simili agli Okafor", {"client": "Okafor"}),
    ("cosa detengono le famiglie come i Lindqvist?", {"client": "Lindqvist"}),
    ("clientes parecidos a los García Márquez", {"client": "García Márquez"}),
    ("similar clients to Ngozi Okafor please", {"client": "Ngozi Okafor"}),
)

SOURCES = say(
    "referral_sources",
    "best referral sources",
    "Which referral source deserves my next ten hours?",
    "where do my best clients come from",
    ("rank sources by roi", {"rank_by": "roi"}),
    ("which sources bring the most revenue", {"rank_by": "revenue"}),
    ("referral sources by lifetime value last year", {"rank_by": "value", "period": "2025"}),
    ("do CPAs convert better than seminars", {}),
    ("top 3 referral sources ytd", {"limit": 3, "period": "ytd"}),
    ("show the referral funnel for the last three years", {"period": "3y"}),
    "which lead channels convert best",
    ("what sources should i stop wasting time on", {}),
    ("migliori fonti di segnalazione", {}),
    ("quale canale converte meglio?", {}),
    ("fonti di referral per ricavi nel 2025", {"rank_by": "revenue", "period": "2025"}),
    ("da dove arrivano i miei clienti migliori", {}),
    ("mejores fuentes de referidos", {}),
    ("¿de dónde vienen mis clientes este año?", {"period": "ytd"}),
) + say("referral_sources", ("referral sources across the firm", {"scope": "firm"}), role="executive")

EXPLAIN = say(
    "explain_answer",
    "how did you get that",
    "how'd u get that number",
    "where does that figure come from?",
    "explain that figure",
    "which definition is that",
    "show your work",
    "how was that calculated",
    "come l'hai calcolato?",
    "da dove viene quel numero",
    "¿cómo lo calculaste?",
)

KNOWLEDGE = say(
    "search_knowledge",
    ("what's our policy on gifts", {"query": Has("gifts")}),
    ("Can I accept a ticket to a game from a client?", {"query": Has("ticket")}),
    ("am I allowed to text clients from my phone", {"query": Has("text")}),
    ("what does organic growth mean", {"query": Has("organic growth")}),
    ("what is modified dietz?", {"query": Has("modified dietz", "Dietz")}),
    ("how long do we keep emails", {"query": Has("emails")}),
    ("finra 2210", {"query": Has("2210")}),
    ("rules about testimonials", {"query": Has("testimonials")}),
    ("how does the erosion method work", {"query": Has("erosion")}),
    ("difference between gross and net retention", {"query": Has("retention")}),
    ("qual è la nostra policy sui regali?", {"query": Has("regali")}),
    ("posso promettere un rendimento a un cliente?", {"query": Has("rendimento")}),
    ("cosa significa quota di portafoglio", {"query": Has("quota")}),
    ("per quanto tempo dobbiamo conservare le mail?", {"query": Has("conservare")}),
    ("¿qué dice la política sobre regalos?", {"query": Has("regalos")}),
    ("¿qué significa retención controlable?", {"query": Has("retención")}),
) + say(
    "search_knowledge",
    ("how long do we have to keep social posts", {"query": Has("social")}),
    ("policy on plan participants", {"query": Has("plan participants")}),
    role="compliance",
)

DRAFTING = say(
    "draft_email",
    ("draft a note to the Okafors about the transfer", {"to": ["Okafor"], "purpose": Has("transfer")}),
    ("email Lindqvist about thursday", {"to": ["Lindqvist"], "purpose": Has("thursday")}),
    ("thank you note to the Okafors for the referral", {"to": ["Okafor"], "purpose": Has("thank")}),
    ("write a condolence letter to García Márquez", {"to": ["García Márquez"], "purpose": Has("condol")}),
    ("happy birthday email for Ngozi Okafor", {"to": ["Ngozi Okafor"], "purpose": Has("birthday")}),
    ("check-in with the Lindqvists", {"to": ["Lindqvist"], "purpose": Has("check")}),
    ("drop Åsa Lindqvist a line, see how they are doing", {"to": ["Åsa Lindqvist"], "purpose": Has("check")}),
    ("invite the Okafors to their annual review", {"to": ["Okafor"], "purpose": Has("review")}),
    ("review invite, not for the Okafors, for the Lindqvists", {"to": ["Lindqvist"], "purpose": Has("review")}),
    ("draft an email to the Lindqvists in Italian about the new fee schedule",
     {"to": ["Lindqvist"], "purpose": Has("fee schedule"), "language": "it"}),
    ("recap for the Okafors: met today, they agreed to look at munis, next call dec 3",
     {"to": ["Okafor"], "purpose": Has("recap")}),
    ("note to Okafor saying the dip in q3 was their distribution, not the market",
     {"to": ["Okafor"], "purpose": Has("dip")}),
    ("something for the Lindqvists, Åsa's mother passed away. no business talk at all",
     {"to": ["Lindqvist"], "purpose": Has("condol")}),
    ("let the Okafors know the paperwork has arrived", {"to": ["Okafor"], "purpose": Has("paperwork")}),
    ("Please prepare a polite reminder to everyone whose questionnaire is overdue.",
     {"to": [Has("questionnaire")], "purpose": Has("remind", "questionnaire")}),
    ("scrivi una mail agli Okafor sul trasferimento", {"to": ["Okafor"], "purpose": Has("trasferimento")}),
    ("bozza di ringraziamento per i Lindqvist", {"to": ["Lindqvist"], "purpose": Has("thank", "ringrazia")}),
    ("prepara un biglietto di compleanno per Ngozi Okafor", {"to": ["Ngozi Okafor"], "purpose": Has("birthday")}),
    ("manda due righe di condoglianze alla famiglia García Márquez",
     {"to": ["García Márquez"], "purpose": Has("condol")}),
    ("per Åsa Lindqvist una follow-up email, next step is the beneficiary form, tono informale",
     {"to": ["Åsa Lindqvist"], "purpose": Has("follow", "benefic")}),
    ("escribe un correo a los García Márquez sobre la reunión", {"to": ["García Márquez"], "purpose": Has("reunión")}),
    ("draft a note to the Zanettis about the transfer", {"to": ["Zanettis"], "purpose": Has("transfer")}),
    ("note to rossi about the transfer", {"to": ["Rossi"], "purpose": Has("transfer")}),
    ("can you write to Đurđa Đorđević to schedule her review", {"to": ["Đurđa Đorđević"], "purpose": Has("review")}),
)  # fmt: skip

DRAFTS = say(
    "drafts",
    "my drafts",
    ("what's waiting for approval", {"status": "awaiting_approval"}),
    ("which drafts are held", {"status": "held"}),
    ("did compliance kick back the Okafor letter", {"client": "Okafor", "status": "returned"}),
    ("status of the draft to Lindqvist", {"client": "Lindqvist"}),
    ("has the Okafor email been approved", {"client": "Okafor", "status": "approved"}),
    ("any drafts returned?", {"status": "returned"}),
    ("le mie bozze", {}),
    ("quali bozze sono in attesa di approvazione?", {"status": "awaiting_approval"}),
    ("¿qué borradores están pendientes de aprobación?", {"status": "awaiting_approval"}),
) + say("drafts", ("show me the drafts that were declined", {"status": "declined"}), role="compliance")

SAYINGS: tuple[Saying, ...] = (
    *SNAPSHOT, *VALUE, *EROSION, *PROFILE, *PROPENSITY, *SIMILAR, *SOURCES, *EXPLAIN, *KNOWLEDGE, *DRAFTING, *DRAFTS,
)  # fmt: skip
