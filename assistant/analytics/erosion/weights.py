"""What each item of evidence weighs: fitted on simulated firms, never on a firm's own book.

Fitted 26 November 2026 by tests/benchmarks/erosion_firms/fit.py on the firms regular, noisy, wealthy,
seeds 101 to 104, 2,500 households and 48 months each, as they are and rougher; logistic, ridge 0.0003, signs held.
"""

INTERCEPT = -4.24
THRESHOLD = 0.58
"""From this score on a household is called eroding: best mean F1 on those firms; a firm tunes it to its budget (E9)."""

WEIGHTS = {
    "drift_year": 0.76,
    "oftener_quarter": 2.03,
    "oftener_half": 0.96,
    "beyond_habit": 0.53,
    "even": 0.32,
    "second_move": 0.32,
    "largest_move": 1.03,
    "fresh_move": -0.29,
    "new_account": -3.11,
    "even_draw_of_the_old": -1.61,
    "rough": -0.37,
    "estate_move": -1.62,
    "fall": 7.41,
    "missed": 0.81,
    "stop_of_the_old": -1.49,
    "stop_with_draw": -3.88,
    "estate_stop": -2.49,
    "both_quarter": 1.09,
    "both_half": 0.94,
    "both_long": 0.88,
    "contacts_quarter": 0.44,
    "contacts_long": 0.64,
    "alone_quarter": 0.97,
    "alone_long": 1.04,
    "logins_half": 0.32,
    "rise": 0.7,
    "jump": -0.91,
}
"""Change of the log odds of erosion for each unit of an item."""
