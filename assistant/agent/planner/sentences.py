"""What the planner says in its own words, in English, Italian and Spanish."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assistant.agent.planner.catalogue import ABILITIES

LANGUAGES = ("en", "it", "es")
_AND = ("and", "e", "y")
_OR = ("or", "oppure", "o")

SENTENCES: Mapping[str, tuple[str, str, str]] = {
    "bypass": (
        "I cannot do that: who is asking, what may be seen and who approves are set by the firm, not by words in "
        "a message.",
        "Non posso farlo: chi chiede, che cosa può vedere e chi approva lo stabilisce la società, non le parole "
        "di un messaggio.",
        "No puedo hacerlo: quién pregunta, qué puede ver y quién aprueba lo decide la firma, no las palabras de "
        "un mensaje.",
    ),
    "records": (
        "Records cannot be deleted, altered or left out: every exchange is kept as the firm must keep it.",
        "I registri non si cancellano, non si cambiano e non si saltano: ogni scambio viene conservato come la "
        "società è tenuta a fare.",
        "Los registros no se borran, cambian ni omiten: cada intercambio se conserva como la firma está obligada "
        "a hacer.",
    ),
    "others": (
        "I can only speak about the clients of the books you may see.",
        "Posso parlare solo dei clienti dei portafogli che puoi vedere.",
        "Solo puedo hablar de los clientes de las carteras que puedes ver.",
    ),
    "sending": (
        "I cannot send, approve or publish anything: I lay out a draft, it is reviewed, and a person releases it.",
        "Non posso inviare, approvare o pubblicare: preparo una bozza, viene rivista e una persona la rilascia.",
        "No puedo enviar, aprobar ni publicar: preparo un borrador, se revisa y una persona lo libera.",
    ),
    "advice": (
        "I do not give investment, tax or legal advice, and I do not predict markets.",
        "Non do consigli di investimento, fiscali o legali, e non prevedo i mercati.",
        "No doy consejos de inversión, fiscales ni legales, y no predigo los mercados.",
    ),
    "guarantee": (
        "I cannot write that: nobody may promise a client a return or the safety of an investment.",
        "Non posso scriverlo: nessuno può promettere a un cliente un rendimento o la sicurezza di un investimento.",
        "No puedo escribirlo: nadie puede prometer a un cliente un rendimiento ni la seguridad de una inversión.",
    ),
    "elsewhere": (
        "That is outside what I do: I answer questions about your book of business.",
        "Questo non rientra in quello che faccio: rispondo a domande sul tuo portafoglio clienti.",
        "Eso queda fuera de lo que hago: respondo preguntas sobre tu cartera de clientes.",
    ),
    "not_yet": (
        "I cannot answer that yet: I have no way to {ability}.",
        "A questo non so ancora rispondere: non sono in grado di {ability}.",
        "Todavía no puedo responder a eso: no tengo forma de {ability}.",
    ),
    "not_yours": (
        "I cannot do that for you: to {ability} is not among the things open to you here.",
        "Non posso farlo per te: {ability} non è fra le cose che ti sono aperte qui.",
        "No puedo hacerlo por ti: {ability} no está entre lo que tienes abierto aquí.",
    ),
    "can": ("I can {abilities}.", "Posso {abilities}.", "Puedo {abilities}."),
    "greeting": ("Hello.", "Ciao.", "Hola."),
    "thanks": (
        "You are welcome. Ask me whenever you like.",
        "Di niente. Chiedi pure quando vuoi.",
        "De nada. Pregunta cuando quieras.",
    ),
    "fine": ("All right, I leave it there.", "Va bene, lascio stare.", "De acuerdo, lo dejo así."),
    "who_am_i": (
        "I am the firm’s assistant. Every figure I give is computed from your book and can be explained; clients, "
        "retention and value are my subject.",
        "Sono l’assistente della società. Ogni cifra che do è calcolata dal tuo portafoglio e si può spiegare: "
        "clienti, fidelizzazione e valore sono il mio campo.",
        "Soy el asistente de la firma. Cada cifra que doy se calcula de tu cartera y se puede explicar: clientes, "
        "retención y valor son mi tema.",
    ),
    "nothing_open": (
        "No question about a book is open to your role here.",
        "Nessuna domanda sui portafogli è aperta al tuo ruolo.",
        "Ninguna pregunta sobre carteras está abierta a tu función.",
    ),
    "which_client": ("Which client do you mean?", "Quale cliente intendi?", "¿A qué cliente te refieres?"),
    "to_whom": (
        "Who is the message for? Name the client, and I will draft it.",
        "Per chi è il messaggio? Dimmi il cliente e preparo la bozza.",
        "¿Para quién es el mensaje? Dime el cliente y preparo el borrador.",
    ),
    "which_network": (
        "For which network: LinkedIn, X, Facebook or Instagram?",
        "Per quale rete: LinkedIn, X, Facebook o Instagram?",
        "¿Para qué red: LinkedIn, X, Facebook o Instagram?",
    ),
    "what_about": (
        "What should the post be about?",
        "Di che cosa deve parlare il post?",
        "¿De qué debe tratar la publicación?",
    ),
    "whose_record": (
        "Whose record is it? Name the client.",
        "Di chi è la scheda? Dimmi il cliente.",
        "¿De quién es la ficha?",
    ),
    "which_change": (
        "What should change, and to what?",
        "Che cosa va cambiato, e in che cosa?",
        "¿Qué hay que cambiar, y por qué valor?",
    ),
    "which_record": (
        "Which answer? Give me the number or id of its record.",
        "Quale risposta? Dammi il numero o l’id del suo record.",
        "¿Qué respuesta? Dame el número o el id de su registro.",
    ),
    "which_model": (
        "Which model: retention, propensity, erosion or guardrails?",
        "Quale modello: fidelizzazione, propensione, erosione o regole?",
        "¿Qué modelo: retención, propensión, erosión o reglas?",
    ),
    "what_for": ("What is the message for?", "A che cosa serve il messaggio?", "¿Para qué es el mensaje?"),
    "to_which_rate": (
        "From which rate to which? Give me the new rate itself, in percent.",
        "Da quale tasso a quale? Dammi direttamente il nuovo tasso, in percentuale.",
        "¿De qué tasa a qué tasa? Dame la nueva tasa misma, en porcentaje.",
    ),
    "impossible_rate": (
        "A rate lies between zero and a hundred percent. Which rate do you mean?",
        "Un tasso sta fra zero e cento per cento. Quale tasso intendi?",
        "Una tasa está entre cero y cien por ciento. ¿A qué tasa te refieres?",
    ),
    "past_only": (
        "I can value the book as it stood on a past day only; what it will be worth later I cannot know.",
        "Posso valutare il portafoglio solo com’era in un giorno passato; quanto varrà in futuro non posso saperlo.",
        "Solo puedo valorar la cartera como estaba en un día pasado; cuánto valdrá después no puedo saberlo.",
    ),
    "in_copy": (
        "I do not put one client in copy of what is written to another: a client is not told about another. Ask for "
        "a draft to each.",
        "Non metto un cliente in copia di quello che si scrive a un altro: a un cliente non si parla di un altro. "
        "Chiedi una bozza per ciascuno.",
        "No pongo a un cliente en copia de lo que se escribe a otro: a un cliente no se le habla de otro. Pide un "
        "borrador para cada uno.",
    ),
    "how_many": (
        "How many of the largest clients do you mean, or which ones?",
        "Quanti dei clienti più grandi intendi, o quali?",
        "¿Cuántos de los clientes más grandes, o cuáles?",
    ),
    "unsure": (
        "I am not sure what you mean. Shall I {abilities}?",
        "Non sono sicuro di aver capito. Vuoi che provi a {abilities}?",
        "No estoy seguro de haber entendido. ¿Quieres que intente {abilities}?",
    ),
    "try": (
        "Ask, for example: “What is my book worth?”",
        "Chiedi, per esempio: «Quanto vale il mio portafoglio?»",
        "Pregunta, por ejemplo: «¿Cuánto vale mi cartera?»",
    ),
}


def sentence(key: str, language: str, **words: str) -> str:
    return SENTENCES[key][_index(language)].format(**words)


def ability(tool: str, language: str) -> str:
    return ABILITIES[tool][_index(language)]


def listed(tools: Sequence[str], language: str, *, choice: bool = False) -> str:
    """The abilities of some tools in a phrase: “a, b and c”, or “a or b”."""
    phrases = [ability(tool, language) for tool in tools]
    joint = (_OR if choice else _AND)[_index(language)]
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} {joint} {phrases[-1]}"


def abilities(tools: Collection[str], language: str, most: int) -> str:
    """“I can …” for the first of the tools that are open, in the catalogue's order; empty when none is."""
    open_here = [tool for tool in ABILITIES if tool in tools][:most]
    return sentence("can", language, abilities=listed(open_here, language)) if open_here else ""


def _index(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else 0
