"""What each item of evidence weighs: fitted on simulated firms, never on a firm's own book.

Fitted 26 November 2026 by tests/benchmarks/erosion_firms/fit.py on the firms regular, noisy, wealthy,
seeds 101 and 102, 2,500 households and 48 months each, as they are and rougher; logistic, ridge 0.0003, signs held.
"""

INTERCEPT = -4.26
THRESHOLD = 0.58
"""From this score on a household is called eroding: best mean F1 on those firms; a firm tunes it to its budget (E9)."""

WEIGHTS = {
    "drift_year": 0.74,
    "oftener_quarter": 1.99,
    "oftener_half": 0.73,
    "beyond_habit": 0.69,
    "even": 0.36,
    "second_move": 0.34,
    "largest_move": 1.05,
    "fresh_move": -0.29,
    "new_account": -3.12,
    "even_draw_of_the_old": -1.8,
    "rough": -0.35,
    "estate_move": -1.68,
    "fall": 7.58,
    "missed": 0.76,
    "stop_of_the_old": -1.52,
    "stop_with_draw": -3.53,
    "estate_stop": -3.14,
    "both_quarter": 1.06,
    "both_half": 1,
    "both_long": 0.88,
    "contacts_quarter": 0.48,
    "contacts_long": 0.58,
    "alone_quarter": 0.96,
    "alone_long": 1.19,
    "logins_half": 0.29,
    "rise": 0.66,
    "jump": -0.83,
}
"""Change of the log odds of erosion for each unit of an item."""
