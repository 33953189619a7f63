"""Which language a question is written in: function words are counted, the most wins, English when none does."""

from __future__ import annotations

import re

DEFAULT = "en"
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS = {
    "en": """
        the a an of to in on for with and or is are was were be been do does did has have had i my me we our you
        your he she they them their his her it its this that these those what whats who whos whom which how hows
        when where why if at by from about into than then so not no dont didnt any all some can could would
        should will show give tell draft write please just also there last year since worth client clients book
        revenue thanks hi hello
    """,
    "it": """
        il lo la i gli le un uno una di del della dello dei degli delle da dal dalla dai in nel nella nei con su
        sul sulla sui per tra fra e ed o che chi cosa come quando dove perche quanto quanta quanti quante quale
        quali se non mi mio mia miei mie ho hai ha abbiamo hanno sono sei siamo stato stata questo questa quest
        questi queste quello quella sto stai sta stanno mostrami dammi dimmi scrivi prepara bozza anno mese
        clienti cliente portafoglio vale ciao buongiorno grazie scusa anzi invece solo anche poi fa ricavi all
        dell nell sull ai agli alla alle al c
    """,
    "es": """
        el la los las un una unos unas de del al en con por para y o u que quien quienes como cuando donde
        cuanto cuanta cuantos cuantas cual cuales si no mi mis tu su sus me he ha hemos han soy es son esta
        estan estoy este esta estos estas eso esa muestrame dame dime escribe redacta prepara borrador ano mes
        clientes cliente cartera vale hola buenos dias gracias perdon solo tambien luego hace ingresos pasado
        desde hasta sobre se lo le les cosa hay
    """,
}
_LEXICON = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_MARKS = {"es": "¿¡ñ", "it": "èìò"}
_FOLDED = str.maketrans("áàâäéèêëíìîïóòôöúùûü", "aaaaeeeeiiiioooouuuu")


def detect_language(text: str) -> str:
    """`en`, `it` or `es`. A word that two languages share counts half for each."""
    lower = text.casefold()
    scores = {language: float(any(mark in lower for mark in _MARKS.get(language, ""))) for language in _LEXICON}
    for word in _LETTERS.findall(lower.translate(_FOLDED)):
        known = [language for language, words in _LEXICON.items() if word in words]
        for language in known:
            scores[language] += 1 / len(known)
    best = max(scores.values())
    if scores[DEFAULT] == best:
        return DEFAULT
    return max(scores, key=lambda language: scores[language])
