"""Readers of the reports' own arguments: one small function a kind, a table of which tool's argument it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from assistant.agent.planner import amounts, report_terms, terms
from assistant.agent.planner.conditions import conditions
from assistant.agent.planner.phrases import compiled
from assistant.agent.planner.reading import Reading

Reader = Callable[[Reading], Any]

STALE = compiled(r"""
    stuck|stale|stall\w*|dead|dormant|no (?:activity|movement)|gone (?:quiet|cold)|sitting|ferm[eai]|bloccat\w+
    stagnant\w*
    arenat\w+|parad[oa]s?|estancad\w+|atascad\w+
""")
STAGE = re.compile(
    r"(?<!\w)(?:in|at|by|nella?|en|allo|alla) (?:the |la |el )?(?:(?P<before>[a-z][\w -]{1,30}?) (?:stage|phase|"
    r"fase|stadio|etapa)"
    r"|(?:stage|phase|fase|stadio|etapa) (?:di |de )?(?P<after>[a-z][\w-]{1,30}))(?!\w)"
    r"|^(?P<lone>[a-z][\w-]{2,20}) (?:stage|phase|fase|etapa)(?!\w)"
)
NOT_A_STAGE = frozenset(
    ("each", "every", "per", "which", "what", "any", "all", "ogni", "cada", "by", "same", "early", "late")
)
DUE = compiled(r"""
    has(?:n't| not)|have(?:n't| not)|still (?:has|have|needs?|owes?|to)|not (?:yet )?(?:taken|done)|left to take|due
    remaining
    outstanding|missing|behind|non (?:ha|hanno)|ancora|deve ancora|no (?:ha|han)|falta\w*|pendientes?
""")
OVERDUE = compiled(r"overdue|late|past due|broken|should have|scadut\w+|in ritardo|atrasad\w+|vencid\w+")
HELD_AWAY = compiled(r"""
    held[ -]?away|elsewhere|outside (?:assets|money|accounts)|away (?:assets|money)|other (?:banks?|advisors?|
    institutions?)
    old (?:401k|401\(k\)|employer|plans?).*|at (?:another|other) .*|altrove|presso altri|vecchi\w* 401k
    en otr[oa]s? .*|fuera
""")
TIER = re.compile(
    r"(?<!\w)(?:my |the |miei |mis )?([abc])(?:'s)? (?:clients?|households?|service|tier|clienti|clientes)"
)
CAPITAL = re.compile(r"(?<!\w)(?:my|the|miei|mis|tier|fascia) ([abc])s?(?!\w)")
PROJECTED = re.compile(
    r"(?:add|adds|added|bring\w*|close|closed|write|wrote|more|another|extra|plus|additional|lose|lost|slips?|"
    r"without|minus|"
    r"aggiung\w+|altri|in piu|faccio|perdo|salta|mas|otros|anad\w+|pierdo|make it|say|try)"
)
LESS = compiled(r"lose|lost|losing|slip\w*|without|minus|less|falls? through|perdo|salta|sfuma|meno|pierdo|menos|sin")
CAMPAIGN = re.compile(
    r"(?:(?:how (?:did|is|has)|results? (?:on|of|for|from)|numbers (?:on|for|of)|about|performance of|"
    r"come (?:e andata|va)|"
    r"risultati (?:di|della|del|dell')|resultados de(?:l| la)?|como (?:fue|va)) (?:the |la |il |our |my )?)"
    r"(?P<name>[a-z0-9][\w '&/-]{2,60}?)(?: (?:campaign|mailing|email|do|doing|perform|go|going|campagna|"
    r"campana))*\s*[?.!]*$"
)
NOT_A_CAMPAIGN = compiled(r"""
    (?:all |any |each |every )?(?:campaigns?|mailers?|mailings?|emails?|newsletters?|we|they|it|campagn[ae]|
    campanas?)(?: .*)?
    (?:the |our |my |last )?(?:last|latest|recent) (?:campaign|mailing|newsletter)s?
""")
ITEM = re.compile(
    r"(?:transfers?|acats?|requests?|tickets?|tasks?|cases?|trasferimento|richiesta|pratica|traspaso|"
    r"solicitud) (?:n\.? ?|#|no\. ?)?"
    r"(?P<id>[a-z]{0,4}-?\d{2,9})(?!\w)"
)
_COUNT = rf"(?P<n>\d{{1,3}}|{'|'.join(amounts.NUMBER_WORDS)})"
AHEAD = re.compile(
    rf"(?:next|coming|within|in the next|prossim[ei]|proxim[oa]s|entro) {_COUNT}? ?"
    r"(?P<unit>days?|weeks?|months?|giorni|settiman[ae]|mes[ie]s?|dias|semanas?)(?!\w)"
)
RECORD = re.compile(
    r"(?:#|record |answer |risposta |respuesta |n\. ?)#?(?P<id>\d{1,9}|[0-7][0-9a-hjkmnp-tv-z]{25})(?!\w)"
)
RULE = re.compile(r"(?:rule|regola|regla) (?P<rule>[a-z][\w-]{2,40})")
QUOTED = re.compile(r"[\"«“](?P<words>[^\"»”]{2,80})[\"»”]")
MENTIONS = re.compile(r"(?:mention\w*|containing|contain\w*|about|with the words?|che parl\w+ di|con la parola|"
                      r"sobre|que mencion\w+) "
                      r"(?P<words>[a-z0-9][\w '-]{1,60}?)\s*(?:[?.!,]|$| (?:in|since|from|during|last|"
                      r"this) )")  # fmt: skip
PERSON = re.compile(
    r"(?:by|from|did|has|of|da|de|por) (?P<who>(?:mr |mrs |ms )?[a-z][\w'-]+ [a-z][\w'-]+)(?= |$|[?.,])"
)


def chosen(catalogue: terms.Terms) -> Reader:
    """The first value of a catalogue that is named."""
    return lambda part: terms.first_of(catalogue, part.text)


def said(pattern: re.Pattern[str]) -> Reader:
    """True where it is said; else nothing."""
    return lambda part: True if pattern.search(part.text) else None


def stage(part: Reading) -> str | None:
    """“in proposal stage”, “fase proposta”: the firm's own word, as typed."""
    found = STAGE.search(part.text)
    if not found:
        return None
    group = next(name for name in ("before", "after", "lone") if found[name])
    return None if found[group] in NOT_A_STAGE else part.typed(*found.span(group))


def tier(part: Reading) -> str | None:
    """“my A clients”: a lone letter counts only before what it sorts, or typed as a capital."""
    if found := TIER.search(part.text):
        return found.group(1).upper() if part.typed(*found.span(1)).isupper() or found.group(1) != "a" else None
    capital = CAPITAL.search(part.text)
    return capital.group(1).upper() if capital and part.typed(*capital.span(1)).isupper() else None


def extra_production(part: Reading) -> int | None:
    """“and if I add 60k”, “what if the 40k trade slips”: whole currency units, negative for what is lost."""
    if not PROJECTED.search(part.text):
        return None
    given = [n for n in amounts.numbers(part.text) if not n.percent and (n.money or n.value >= 1_000)]
    if not given:
        return None
    value = round(given[-1].value)
    return -value if LESS.search(part.text) else value


def level(part: Reading) -> str | None:
    """What is ranked: the level whose word stands first, unless it only says how far the ranking reaches."""
    text = re.sub(
        r"(?:in|across|within|of|for|nella?|en) (?:my|the|our|this|@scope_[a-z]) (?:branch|team|region|office)",
        " ",
        part.text,
    )
    return terms.earliest_of(report_terms.LEVELS, text)


def depth_of(part: Reading) -> str | None:
    """Advisors or parts of the firm set side by side by their clients: the level named, which is not a client."""
    named = level(part)
    return named if named != "client" and re.search(r"which|what|by|per|each|oldest|youngest", part.text) else None


def spread(part: Reading) -> str | None:
    """What clients are spread over; the oldest ones by age."""
    return chosen(report_terms.FOUND_BY)(part) or ("age" if re.search(r"oldest|youngest", part.text) else None)


def campaign(part: Reading) -> str | None:
    """The name of one campaign, as typed."""
    if quoted := QUOTED.search(part.text):
        return part.typed(*quoted.span("words"))
    found = CAMPAIGN.search(part.text)
    if not found:
        return None
    begin = re.match(r"(?:the )?(?:campaign|mailing|campagna|campana) (?=\w{3})", found["name"])
    start = found.start("name") + (begin.end() if begin else 0)
    name = part.text[start : found.end("name")]
    return None if NOT_A_CAMPAIGN.fullmatch(name) else part.typed(start, found.end("name"))


def item(part: Reading) -> str | None:
    """“Transfer 4711”: the one open thing that is asked for, by its number."""
    found = ITEM.search(part.text)
    return part.typed(*found.span("id")) if found else None


def days_ahead(part: Reading) -> int | None:
    """“in the next three weeks”: how far ahead reviews are looked for, in days."""
    found = AHEAD.search(part.text)
    if not found:
        return None
    count = amounts.whole_number(found["n"]) if found["n"] else 1
    return (count or 1) * {"d": 1, "g": 1, "w": 7, "s": 7, "m": 30}[found["unit"][0]]


def advisor(part: Reading) -> str | None:
    """The advisor whose gaps are asked for."""
    named = [n.words for n in part.named("scope") if n.scope is not None and n.scope.level == "advisor"]
    return named[0] if named else None


def record(part: Reading) -> str | None:
    found = RECORD.search(part.text)
    return found["id"].upper() if found else None


def rule(part: Reading) -> str | None:
    found = RULE.search(part.text)
    return found["rule"] if found else None


def words(part: Reading) -> str | None:
    """What is looked for in the records: words in quotes, or after “mentions”."""
    found = QUOTED.search(part.text) or MENTIONS.search(part.text)
    if not found or "@" in found["words"] or rule(part):
        return None
    return part.typed(*found.span("words"))


def person(part: Reading) -> str | None:
    """An advisor named, whose questions and answers are looked for."""
    named = [n.words for n in part.named("scope") if n.scope is not None and n.scope.level == "advisor"]
    strangers = [n.words for n in part.named("stranger") if n.sure]
    client = client_reference(part)
    return next((who for who in [*named, *strangers] if not who.isdigit() and who != client), None)


def client_reference(part: Reading) -> str | None:
    """“client 1023”: an id, for those who may not open a book by name."""
    found = re.search(r"(?:client|household|cliente) #?(?P<id>[a-z]{0,3}\d{1,8})(?!\w)", part.text)
    if found:
        return part.typed(*found.span("id"))
    spoken = re.search(r"(?:client|household|cliente|about|family) (?P<mask>@(?:client|name)_[a-z])", part.text)
    masks = dict(part.masks)
    if spoken and spoken["mask"] in masks:
        return masks[spoken["mask"]].words
    named = part.named("client")
    return named[0].words if named else None


OWN: Mapping[tuple[str, str], Reader] = {
    ("find_clients", "where"): conditions,
    ("find_clients", "by"): spread,
    ("find_clients", "level"): depth_of,
    ("retention_rates", "measure"): chosen(report_terms.MEASURES),
    ("retention_rates", "by"): lambda part: chosen(report_terms.TENURE)(part) or chosen(terms.DIMENSIONS)(part),
    ("wallet_share", "held_away_only"): said(HELD_AWAY),
    ("wallet_share", "by"): lambda part: chosen(terms.DIMENSIONS)(part) or chosen(report_terms.REVENUE_BY)(part),
    ("acquisition_cost", "by"): lambda part: chosen(report_terms.CAC_BY)(part) or chosen(terms.DIMENSIONS)(part),
    ("referral_sources", "attribution"): chosen(report_terms.ATTRIBUTIONS),
    ("stack_rank", "metric"): chosen(report_terms.METRICS),
    ("stack_rank", "level"): level,
    ("stack_rank", "order"): chosen(report_terms.WORST),
    ("revenue_report", "by"): lambda part: chosen(report_terms.REVENUE_BY)(part) or chosen(terms.DIMENSIONS)(part),
    ("pay_report", "extra_production"): extra_production,
    ("pipeline", "stage"): stage,
    ("pipeline", "stale_only"): said(STALE),
    ("life_events", "type"): chosen(report_terms.EVENTS),
    ("questionnaires", "status"): chosen(report_terms.QUESTIONNAIRE_STATES),
    ("service_levels", "tier"): tier,
    ("service_levels", "kind"): chosen(report_terms.SERVICE_KINDS),
    ("ageing", "of"): chosen(report_terms.OPEN_THINGS),
    ("ageing", "item"): item,
    ("service_levels", "days_ahead"): days_ahead,
    ("campaigns", "campaign"): campaign,
    ("investments", "by"): chosen(report_terms.HOLDINGS),
    ("coaching", "advisor"): advisor,
    ("required_distributions", "due_only"): said(DUE),
    ("open_promises", "overdue_only"): said(OVERDUE),
    ("alerts", "kind"): chosen(report_terms.ALERT_KINDS),
    ("alerts", "status"): chosen(report_terms.ALERT_STATES),
    ("search_records", "text"): words,
    ("search_records", "person"): person,
    ("search_records", "client"): client_reference,
    ("search_records", "rule"): rule,
    ("search_records", "kind"): chosen(report_terms.RECORD_KINDS),
    ("replay_answer", "record"): record,
    ("model_card", "model"): chosen(report_terms.MODELS),
}
"""(tool, argument) → how it is read; what is not here is read the same way for every tool."""
