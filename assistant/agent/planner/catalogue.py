"""The contract's tools as the planner sees them: the arguments it looks for, and what each is called in an answer."""

from __future__ import annotations

from collections.abc import Mapping

_WHEN = ("scope", "period", "as_of")

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "book_snapshot": (*_WHEN, "by"),
    "client_profile": ("client", "scope", "as_of"),
    "value_book": (
        "scope", "as_of", "client", "segment", "retention", "growth", "discount_rate", "margin", "heir_retention",
        "years", "lose_top", "lose_clients", "lose_advisor",
    ),
    "find_erosion": (*_WHEN, "client", "min_loss", "limit"),
    "propensity": ("scope", "as_of", "need", "client", "limit"),
    "similar_clients": ("client", "scope", "as_of"),
    "referral_sources": (*_WHEN, "rank_by", "limit", "attribution"),
    "explain_answer": ("figure",),
    "search_knowledge": ("query",),
    "find_clients": (*_WHEN, "where", "by", "level", "limit"),
    "explain_change": (*_WHEN, "client"),
    "clients_at_risk": ("scope", "as_of", "client", "limit"),
    "retention_rates": (*_WHEN, "measure", "by"),
    "wallet_share": (*_WHEN, "client", "by", "held_away_only", "limit"),
    "top_referrers": (*_WHEN, "limit"),
    "acquisition_cost": (*_WHEN, "by"),
    "ideal_prospect": ("scope", "as_of", "limit"),
    "segment_mix": _WHEN,
    "stack_rank": (*_WHEN, "metric", "level", "limit", "order"),
    "revenue_report": (*_WHEN, "client", "by", "limit"),
    "pay_report": (*_WHEN, "extra_production"),
    "pipeline": ("scope", "as_of", "stage", "stale_only", "limit"),
    "life_events": (*_WHEN, "client", "type", "limit"),
    "questionnaires": (*_WHEN, "status"),
    "service_levels": (*_WHEN, "tier", "kind", "by", "days_ahead"),
    "ageing": ("scope", "as_of", "of", "item"),
    "campaigns": (*_WHEN, "campaign"),
    "investments": (*_WHEN, "client", "by"),
    "coaching": ("scope", "as_of", "advisor"),
    "required_distributions": ("scope", "as_of", "client", "due_only"),
    "open_promises": (*_WHEN, "client", "overdue_only"),
    "duplicate_records": ("scope",),
    "data_quality": ("scope", "as_of"),
    "alerts": ("scope", "as_of", "kind", "status", "limit"),
    "draft_post": ("network", "topic", "kind"),
    "revise_draft": ("instruction", "draft"),
    "propose_change": ("client", "field", "value"),
    "propose_record": ("kind", "client", "values"),
    "search_records": ("text", "person", "client", "rule", "kind", "since", "until"),
    "verify_records": (),
    "replay_answer": ("record",),
    "channel_coverage": (),
    "model_card": ("model",),
    "unapproved_sends": ("period",),
    "paid_referrers": (),
    "draft_email": ("to", "purpose", "points", "language", "send_on"),
    "drafts": ("status", "client"),
}  # fmt: skip
"""Tool → the arguments that are read from a question, in the order they are read."""

NEEDS_CLIENT = frozenset(("client_profile", "similar_clients"))
ONE_AT_A_TIME = frozenset(
    (
        "client_profile",
        "similar_clients",
        "find_erosion",
        "propensity",
        "explain_change",
        "clients_at_risk",
        "investments",
    )
)
TAKES_CLIENT = frozenset(tool for tool, names in ARGUMENTS.items() if {"client", "to"} & set(names))

ABILITIES: Mapping[str, tuple[str, str, str]] = {
    "book_snapshot": (
        "say where your book stands and what changed",
        "dire come sta il portafoglio e che cosa è cambiato",
        "decir cómo está la cartera y qué ha cambiado",
    ),
    "value_book": (
        "value the book, with what-ifs on retention, rates and lost clients",
        "calcolare il valore del portafoglio, con ipotesi su fidelizzazione, tassi e clienti persi",
        "valorar la cartera, con hipótesis de retención, tasas y clientes perdidos",
    ),
    "find_erosion": (
        "find clients whose money is leaving silently",
        "trovare i clienti il cui denaro se ne va in silenzio",
        "encontrar clientes cuyo dinero se va en silencio",
    ),
    "client_profile": (
        "prepare you for a client meeting",
        "preparare l’incontro con un cliente",
        "preparar la reunión con un cliente",
    ),
    "propensity": (
        "say which clients are likely to need what next",
        "dire quali clienti avranno probabilmente bisogno di che cosa",
        "decir qué clientes probablemente necesitarán qué",
    ),
    "similar_clients": (
        "compare a client with similar ones",
        "confrontare un cliente con quelli simili",
        "comparar un cliente con otros parecidos",
    ),
    "referral_sources": (
        "rank referral sources",
        "ordinare le fonti di segnalazione",
        "ordenar las fuentes de referidos",
    ),
    "draft_email": (
        "draft an email to a client for review",
        "scrivere la bozza di una mail a un cliente, da rivedere",
        "redactar el borrador de un correo a un cliente, para revisión",
    ),
    "drafts": (
        "show where drafts stand",
        "mostrare a che punto sono le bozze",
        "mostrar en qué estado están los borradores",
    ),
    "search_knowledge": (
        "quote the firm’s policies, rules and methods",
        "citare politiche, regole e metodi della società",
        "citar las políticas, reglas y métodos de la firma",
    ),
    "explain_answer": (
        "explain how a figure was obtained",
        "spiegare come è stata ottenuta una cifra",
        "explicar cómo se obtuvo una cifra",
    ),
    "find_clients": ("list clients by a condition", "elencare clienti per condizione", "listar clientes por condición"),
    "explain_change": (
        "say why one client’s assets moved",
        "dire perché le masse di un cliente si sono mosse",
        "decir por qué se movió el patrimonio de un cliente",
    ),
    "clients_at_risk": ("say whom to call and why", "dire chi chiamare e perché", "decir a quién llamar y por qué"),
    "retention_rates": ("measure retention", "misurare la fidelizzazione", "medir la retención"),
    "wallet_share": ("measure share of wallet", "misurare la quota di portafoglio", "medir la cuota de cartera"),
    "top_referrers": ("name the clients who refer", "dire quali clienti segnalano", "decir qué clientes refieren"),
    "acquisition_cost": (
        "work out what a client costs",
        "calcolare quanto costa un cliente",
        "calcular cuánto cuesta un cliente",
    ),
    "ideal_prospect": ("rank prospects", "ordinare i potenziali clienti", "ordenar los prospectos"),
    "segment_mix": ("show the A/B/C mix", "mostrare il mix A/B/C", "mostrar la mezcla A/B/C"),
    "stack_rank": ("rank clients or advisors", "fare classifiche", "hacer clasificaciones"),
    "revenue_report": ("report revenue", "riferire i ricavi", "informar de los ingresos"),
    "pay_report": ("work out pay", "calcolare i compensi", "calcular la retribución"),
    "pipeline": ("report the pipeline", "riferire le trattative", "informar de las oportunidades"),
    "life_events": ("list life events and birthdays", "elencare eventi e compleanni", "listar eventos y cumpleaños"),
    "questionnaires": ("follow questionnaires", "seguire i questionari", "seguir los cuestionarios"),
    "service_levels": ("measure service levels", "misurare i livelli di servizio", "medir los niveles de servicio"),
    "ageing": (
        "say how old open items are",
        "dire da quanto le pratiche sono aperte",
        "decir la antigüedad de lo pendiente",
    ),
    "campaigns": ("report campaigns", "riferire le campagne", "informar de las campañas"),
    "investments": (
        "show holdings and performance",
        "mostrare posizioni e rendimenti",
        "mostrar posiciones y rendimientos",
    ),
    "coaching": ("show gaps against peers", "mostrare i divari dai colleghi", "mostrar brechas frente a colegas"),
    "required_distributions": (
        "track required distributions",
        "seguire i prelievi obbligatori",
        "seguir los retiros obligatorios",
    ),
    "open_promises": ("list open promises", "elencare le promesse aperte", "listar las promesas pendientes"),
    "duplicate_records": ("find duplicate records", "trovare i doppioni", "encontrar duplicados"),
    "data_quality": ("report missing data", "riferire i dati mancanti", "informar de los datos que faltan"),
    "alerts": ("list alerts", "elencare gli avvisi", "listar las alertas"),
    "draft_post": ("draft a social post", "scrivere un post", "redactar una publicación"),
    "revise_draft": ("revise a draft", "riscrivere una bozza", "revisar un borrador"),
    "propose_change": ("change a client record", "modificare un’anagrafica", "cambiar una ficha"),
    "propose_record": (
        "enter a call, task or event",
        "registrare chiamate, attività o eventi",
        "registrar llamadas, tareas o eventos",
    ),
    "search_records": ("search the records", "cercare nei registri", "buscar en los registros"),
    "verify_records": ("verify the log", "verificare il registro", "verificar el registro"),
    "replay_answer": ("replay an answer", "ripetere una risposta", "repetir una respuesta"),
    "channel_coverage": ("show captured channels", "mostrare i canali registrati", "mostrar los canales capturados"),
    "model_card": (
        "show a model’s calibration",
        "mostrare la calibrazione di un modello",
        "mostrar la calibración de un modelo",
    ),
    "unapproved_sends": ("show unapproved sends", "mostrare gli invii non approvati", "mostrar envíos sin aprobar"),
    "paid_referrers": ("list paid referrers", "elencare i segnalatori remunerati", "listar promotores remunerados"),
}
"""Tool → what it can do, to follow “I can …” in English, Italian and Spanish; the useful ones first."""
