"""What people ask an assistant about and the library does not treat: a question nearer to one of these has no answer.

They compete with the passages by likeness only, so a document that a firm adds on such a subject beats them: it says
more about the subject than one line does. Each line is general; none is a question.
"""

from __future__ import annotations

ELSEWHERE = (
    # the day, the town, the household
    "The weather forecast: rain, sun, temperature and wind today and tomorrow.",
    "The time, the date, opening hours of shops, post offices and public places.",
    "Trains, flights, airports, hotels, timetables, tickets, parking and directions.",
    "Cooking: recipes, ingredients, wine and food.",
    "Restaurants, cafés, bookings and reservations.",
    "Household repairs, plumbing, electricity, furniture and cleaning.",
    "Cars, electric vehicles, bicycles, repairs and driving licences.",
    "Gardening, plants, dogs, cats and other animals.",
    "Clothes, shopping, presents for children and online orders.",
    "Which product to buy: laptops, phones, cameras, cars.",
    # people
    "Family, friends, love, birthdays and small talk.",
    "Jokes, riddles, poems, stories and greetings.",
    "Health: illnesses, symptoms, medicines, doctors and treatments.",
    "Sleep, sport training, diets and losing weight.",
    "Schools, universities, homework and examinations.",
    "Job applications, interviews, careers and what professions earn.",
    "Religion, philosophy and the meaning of life.",
    # the world
    "Sports: matches, teams, players, championships and who won.",
    "Films, television, music, songs, books and games.",
    "History, wars, kings, presidents and famous people.",
    "Geography: countries, capitals, mountains, rivers, heights and distances.",
    "Physics, chemistry, the sky, planets and the universe.",
    "Biology, evolution, the human body and animals.",
    "Arithmetic, geometry, units, weights and measures and their conversion.",
    "Art, museums, buildings and architects.",
    "Politics, elections, governments and the news.",
    "Languages: grammar, spelling, translation of words and phrases.",
    # machines and offices
    "Installing software, operating systems, printers and computers that do not work.",
    "Programming: code, functions, errors, spreadsheets and databases.",
    "Passwords, log-in, wireless networks, telephones and office computers.",
    "Office services: business cards, stationery, desks, meeting rooms, visitors and the cafeteria.",
    "Staff matters: holidays, sick leave, salary, expenses and staff benefits.",
    # money and law outside the library
    "Share prices, dividends, earnings and yields of a particular company.",
    "Exchange rates, gold, oil and commodity prices today.",
    "Forecasts of interest rates, inflation, the economy and central bank decisions.",
    "Statistics of unemployment, growth and prices in a country.",
    "Whether to buy or sell a particular stock, bond, option or cryptocurrency.",
    "Options, futures, short selling, hedging and trading techniques.",
    "Income tax returns, tax brackets, deductions and capital gains tax.",
    "Property tax, inheritance tax and estate tax exemptions.",
    "Social Security claims, pensions paid by the state, Medicare and health insurance.",
    "Unemployment and disability benefits paid by the state.",
    "Mortgages, refinancing, buying and renting a home.",
    "Student loans, college costs and education savings accounts.",
    "Credit cards, bank accounts, cheques and money transfers.",
    "Life, car and home insurance policies and claims.",
    "Wills, trusts, probate, powers of attorney and notaries.",
    "Founding a company, legal forms, contracts and trade marks.",
    "Courts, fines, parking tickets, divorce and immigration.",
)
