"""People's names by culture, and how a name becomes an email address."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Culture:
    """One culture's names. `language` is what some of its people prefer to be written in."""

    language: str
    female: tuple[str, ...]
    male: tuple[str, ...]
    surnames: tuple[str, ...]


def _culture(language: str, female: str, male: str, surnames: str) -> Culture:
    return Culture(language, *(tuple(words.split()) for words in (female, male, surnames)))


ITALIAN = 0
NIGERIAN = 1
CULTURES: tuple[Culture, ...] = (
    _culture(
        "it",
        "Giulia Francesca Chiara Alessandra Paola Martina Federica Lucia Noemi Beatrice",
        "Marco Luca Matteo Davide Niccolò Stefano Giorgio Lorenzo Emanuele Pietro",
        "Moretti Bellini Fontanella Caruso Lombardi Santoro Marchetti Rinaldi Grimaldi Pellegrini Battaglia "
        "Cattaneo Vitale D'Amico Fabbri Sorrentino Palmieri Zanetti Ruggieri Montanari Cavalli Donati",
    ),
    _culture(
        "en",
        "Ngozi Adaeze Chiamaka Ifeoma Fọláṣadé Adaora Yetunde Nkechi Amara Títílayọ̀",
        "Chukwuemeka Obinna Babatunde Olúwaṣeun Ikenna Emeka Kelechi Adéwálé Nnamdi Uche",
        "Adeyemi Okonkwo Eze Nwosu Balogun Adébáyọ̀ Chukwu Ogunleye Nnadi Obi Ademola Uzoma Onyeka Olawale "
        "Igwe Afolabi Nwachukwu Akintola Ezeudu Fashola Oyelaran Anyanwu",
    ),
    _culture(
        "en",
        "Akosua Abena Efua Adwoa Esi Yaa Ama Araba Afia Serwaa",
        "Kwame Kofi Kwabena Yaw Kojo Kwesi Nana Ekow Akwasi Fiifi",
        "Mensah Owusu Asante Boateng Osei Amoah Agyemang Darko Ofori Acheampong Frimpong Sarpong Antwi "
        "Appiah Opoku Addo Quartey Ampofo Donkor Essien Tetteh Gyasi",
    ),
    _culture(
        "pt",
        "Beatriz Inês Conceição Luísa Mariana Letícia Fernanda Rafaela Antónia Joana",
        "João Thiago Vinícius Gonçalo Rafael Tomás Otávio Simão Joaquim Márcio",
        "Almeida Carvalho Magalhães Gonçalves Figueiredo Teixeira Ribeiro Azevedo Nogueira Falcão Siqueira "
        "Queirós Moreira Brandão Assunção Barbosa Cardoso Tavares Leitão Vasconcelos Furtado Sampaio",
    ),
    _culture(
        "vi",
        "Linh Hương Thảo Ngọc Phương Trang Hạnh Thuý Quỳnh Diễm",
        "Minh Tuấn Dũng Hùng Khang Quang Phúc Thành Việt Đức",
        "Nguyễn Trần Phạm Hoàng Huỳnh Phan Đặng Bùi Ngô Dương Đinh Trương Trịnh Lương Tống Đoàn Vương Châu "
        "Thái Khổng Quách Nghiêm",
    ),
    _culture(
        "ko",
        "Ji-woo Soo-jin Hye-rin Min-seo Eun-ji Yuna Ha-eun Seo-yeon Bora Mi-kyung",
        "Min-jun Joon-ho Sung-min Tae-yang Jae-hyun Dong-wook Hyun-woo Kyung-soo Woo-jin Sang-hoon",
        "Kim Choi Jeong Kang Yoon Jang Shin Hwang Kwon Seong Ryu Baek Noh Chung Heo Nam Byun Cheon Kwak Gwak Myung Pyo",
    ),
    _culture(
        "zh",
        "Xiulan Meiling Jing Yanfei Lihua Xiaoyu Qian Shuang Wenyi Ruolan",
        "Wei Jianhong Haoran Zhiyuan Guowei Bowen Yichen Shaoming Ruiqi Tianyu",
        "Zhang Liu Chen Yang Zhao Huang Zhou Xu Jiang Zhu Gao Guo Luo Liang Xie Tang Deng Feng Cao Peng Zeng Xiao",
    ),
    _culture(
        "hi",
        "Ananya Priya Lakshmi Kavita Meera Sunita Deepa Nandini Shreya Aarti",
        "Arjun Rajesh Vikram Sanjay Rohan Anil Harish Nikhil Suresh Karthik",
        "Sharma Patel Iyer Reddy Mukherjee Banerjee Chaudhary Deshpande Kulkarni Nair Menon Srinivasan Gupta "
        "Bhattacharya Rao Krishnan Joshi Malhotra Venkataraman Pillai Saxena Chatterjee",
    ),
    _culture(
        "ar",
        "Layla Fatima Noor Rania Samira Hanan Yasmin Salma Maysa Dina",
        "Omar Yusuf Khalid Tariq Hassan Ibrahim Samir Nabil Faisal Ziad",
        "Haddad Khoury Mansour Al-Rashid Nasser Farouk Saleh Darwish Shaheen Abboud Hamdan Qasim Saab "
        "Barakat Aziz Tawfiq Zaher Jaber Kanaan Bishara Rahal Azzam",
    ),
    _culture(
        "es",
        "Sofía Lucía Valentina Ximena Guadalupe Pilar Inmaculada Camila Renata Araceli",
        "Andrés Joaquín Álvaro Íñigo Sebastián Ramón Julián Emilio Ignacio Héctor",
        "García Muñoz Fernández Ibáñez Castañeda Peña Ordóñez Zúñiga Villanueva Cárdenas Escobar Quintana "
        "Montoya Delgado Arriaga Salcedo Echeverría Núñez Bustamante Urrutia Gallardo Cisneros",
    ),
    _culture(
        "en",
        "Aoife Siobhán Niamh Gráinne Orla Caoimhe Róisín Maeve Sinéad Deirdre",
        "Ciarán Oisín Seán Cormac Declan Pádraig Eoin Fionn Diarmuid Ruairí",
        "O'Brien Gallagher Doherty McCarthy O'Sullivan Byrne Kavanagh Brennan Fitzgerald O'Neill Nolan "
        "Mulligan Donoghue Hennessy Quigley Tierney McGrath Flanagan Sweeney O'Connell Lafferty Delaney",
    ),
    _culture(
        "pl",
        "Agnieszka Małgorzata Katarzyna Zofia Elżbieta Joanna Bożena Wiesława Hanna Justyna",
        "Wojciech Łukasz Stanisław Krzysztof Paweł Grzegorz Michał Zbigniew Mirosław Tadeusz",
        "Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski "
        "Mazur Krawczyk Piotrowski Grabowski Pawłowski Michalski Wróbel Jabłoński Stępień Górski Sikora Łęcki",
    ),
    _culture(
        "el",
        "Eleni Katerina Despina Ioanna Vasiliki Chrysa Anthi Sofia Kalliope Thalia",
        "Nikos Yannis Dimitris Kostas Stavros Spyros Andreas Panagiotis Lefteris Thanasis",
        "Papadopoulos Vlahos Angelopoulos Nikolaidis Georgiou Dimitriou Karagiannis Economou Vasileiou "
        "Pappas Samaras Michailidis Stavridis Kouros Zervas Lambros Raptis Galanis Mavros Kontos Alexiou "
        "Theodorou",
    ),
    _culture(
        "de",
        "Zoë Annika Käthe Friederike Sabine Ingeborg Ulrike Heike Lieselotte Grete",
        "Jürgen Björn Matthias Günther Sören Klaus Rüdiger Torsten Lukas Detlef",
        "Müller Schäfer Schröder Krüger Köhler Bäcker Weiß Großmann Jäger Lindner Vogel Brandt Hoffmann "
        "Kühn Engelhardt Böhm Steiner Dietrich Bergmann Neumann Reinhardt Pfeiffer",
    ),
    _culture(
        "en",
        "Eleanor Charlotte Imogen Harriet Beatrix Rosalind Philippa Georgina Tabitha Winifred",
        "Oliver Hugh Edmund Rupert Alistair Barnaby Clive Desmond Gareth Nigel",
        "Ashworth Hargreaves Pemberton Whitfield Thornton Langley Bramwell Caldwell Holloway Lockwood "
        "Merriweather Prescott Stanhope Tilbury Wakefield Winslow Ellsworth Blackwood Cavendish Dunmore "
        "Fairfax Haverford",
    ),
    _culture(
        "fr",
        "Amélie Hélène Geneviève Chloé Margaux Solène Noémie Élodie Clémence Françoise",
        "François Étienne Benoît Théo Jérôme Guillaume Rémi Loïc Cédric Thibault",
        "Lefèvre Dubois Moreau Girard Beaumont Fournier Rousseau Lambert Mercier Chevalier Gauthier Perrin "
        "Clément Duchêne Bélanger Tremblay Bergeron Pelletier Lévesque Desrosiers Lacroix Vaillancourt",
    ),
    _culture(
        "uk",
        "Oksana Olena Nadiya Svitlana Daryna Kateryna Iryna Halyna Lesia Yuliya",
        "Taras Bohdan Andriy Mykola Serhiy Ihor Vasyl Petro Yaroslav Ostap",
        "Kovalenko Shevchuk Bondarenko Tkachenko Kravchenko Melnyk Lysenko Marchenko Hrytsenko Savchenko "
        "Polishchuk Rudenko Petrenko Moroz Klymenko Kuzmenko Panchenko Vasylenko Ponomarenko Zinchenko "
        "Yurchenko Doroshenko",
    ),
    _culture(
        "ja",
        "Yuki Haruka Sakura Aiko Naomi Keiko Emi Chiyo Reiko Midori",
        "Hiroshi Kenji Takeshi Daichi Satoshi Kazuo Shinji Ryota Makoto Haruto",
        "Tanaka Nakamura Kobayashi Yamamoto Yoshida Yamada Sasaki Matsumoto Inoue Kimura Shimizu Hayashi "
        "Saito Mori Ikeda Hashimoto Ishikawa Ogawa Fujita Okada Hasegawa Murakami",
    ),
    _culture(
        "en",
        "Ingrid Astrid Solveig Freja Linnéa Maja Signe Åsa Tuva Kirsten",
        "Øyvind Søren Lars Håkon Jørgen Gustav Bjarne Nils Torvald Åke",
        "Lindqvist Bergström Sjöberg Nyström Hansen Kjær Østergaard Lundgren Håkansson Dahl Ekström Rasmussen "
        "Sørensen Thorsen Mørk Wallin Åkesson Jørgensen Halvorsen Brekke Nygård Strøm",
    ),
)

# The people who answer for the firm: one advisor each for the first twelve books.
ADVISORS: tuple[str, ...] = (
    "Elena Marchetti",
    "Chidi Okoro",
    "Minh Trần",
    "Beatriz Magalhães",
    "Jürgen Köhler",
    "Priya Deshpande",
    "Ciarán Gallagher",
    "Katarzyna Wójcik",
    "Youssef Haddad",
    "Harriet Pemberton",
    "Soo-jin Kwon",
    "Étienne Beaumont",
)

_SPECIAL = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae"})


def without_accents(name: str) -> str:
    """`Nguyễn-Tran` → `Nguyen-Tran`."""
    return unicodedata.normalize("NFKD", name.translate(_SPECIAL)).encode("ascii", "ignore").decode()


def slug(name: str) -> str:
    """`Nguyễn-Tran` → `nguyentran`: what is left of a name in an address."""
    return re.sub(r"[^a-z]", "", without_accents(name).lower())


def address(full_name: str, domain: str) -> str:
    """`Soo-jin Kwon` → `soojin.kwon@domain`."""
    first, last = full_name.split(" ", 1)
    return f"{slug(first)}.{slug(last)}@{domain}"
