"""Invented people: common first names and surnames by country, combined by chance, and where they work."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    city: str
    time_zone: str
    share: int  # of a hundred people
    days_off: tuple[tuple[int, int, str], ...]  # month, day, name
    first: tuple[str, ...]
    last: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COUNTRIES = (
    Country(
        "Jena", "Europe/Berlin", 14,
        ((5, 1, "Tag der Arbeit"), (10, 3, "Tag der Deutschen Einheit"), (12, 25, "Weihnachten")),
        _words(
            """
            Anneli Birgit Carsten Dörte Elias Franziska Gerrit Hanna Ingo Jonas Katrin Lennart Maike Niklas
            Ole Petra Ruben Sabine Thilo Ulrike Veit Wiebke Yannik Greta Matthias Svenja Torben Leonie Arne
            Friederike
            """
        ),
        _words(
            """
            Ahlers Barkholz Conradi Diekmann Ebeling Fromme Gerdes Hübel Imhoff Jansen Kranz Lüders Mende
            Nolte Otto Paulsen Quandt Rehberg Schmidtke Thiele Uhlig Vogt Weimer Zeller Beckmann Dreyer
            Hornich Kohl Sorgatz Wendt
            """
        ),
    ),
    Country(
        "Lyon", "Europe/Paris", 10,
        ((5, 8, "Victoire 1945"), (7, 14, "Fête nationale")),
        _words(
            """
            Adèle Bastien Camille Damien Élodie Fabrice Gaëlle Hugo Inès Jérôme Karine Loïc Maud Noémie
            Océane Pascal Quentin Romane Sylvain Thibault Ursule Valérie William Yasmine Zoé Aurélien
            Clémence Gilles Manon Rémi
            """
        ),
        _words(
            """
            Arnaud Besnard Chauveau Delorme Estève Fournier Garnier Hamel Imbert Jacquet Keller Lemoine
            Marchand Navarro Olivier Pages Renaud Salmon Tessier Urbain Valentin Weber Yvon Blanchet
            Carpentier Dumas Gosselin Leroux Morel Perrin
            """
        ),
    ),
    Country(
        "Torino", "Europe/Rome", 7,
        ((4, 25, "Liberazione"), (6, 2, "Festa della Repubblica")),
        _words(
            """
            Alessia Bruno Chiara Dario Elena Fabio Giada Ivan Letizia Marco Nadia Ottone Paola Renato Silvia
            Tiziano Umberto Vera Aurora Cesare Donatella Emilio Flavia Gastone Ilaria Lorenzo Mirella Nicolò
            Patrizio Serena
            """
        ),
        _words(
            """
            Agnelli Bellini Colombo Draghi Esposito Ferraris Grasso Iacono Lombardi Morucci Negri Orsini
            Pavarotti Quaglia Rinaldi Sforza Tartini Ughi Vitturi Zanetti Bianchi Caruso Donati Fontana
            Galli Marini Palmieri Ricci Tommaseo Villa
            """
        ),
    ),
    Country(
        "Sevilla", "Europe/Madrid", 7,
        ((10, 12, "Fiesta Nacional"), (12, 8, "Inmaculada Concepción")),
        _words(
            """
            Alba Borja Carmen Diego Elvira Fermín Gloria Hugo Iker Jimena Lidia Manuel Nuria Óscar Pilar
            Quique Rocío Sergio Triana Unai Valeria Xavi Yolanda Angelita Cayetano Elpidio Inmaculada Josué
            Ramona Teo
            """
        ),
        _words(
            """
            Abad Bermejo Cano Delgado Escudero Fuentes Gallardo Herrero Ibáñez Jurado Lozano Mateu Navas
            Olmedo Pizarro Quesada Rivas Salas Tejada Urrutia Vélez Yáñez Zamora Arana Barros Campos Durán
            Maza Prieto Roldán
            """
        ),
    ),
    Country(
        "Lisboa", "Europe/Lisbon", 4,
        ((4, 25, "Dia da Liberdade"), (6, 10, "Dia de Portugal")),
        _words(
            """
            Afonso Beatriz Carlota Duarte Eduarda Filipe Graça Henrique Inês Jorge Leonor Mafalda Nuno
            Olívia Pedro Raquel Salvador Teresa Vasco Xénia
            """
        ),
        _words(
            """
            Almeida Brandão Cardoso Dias Estrela Figueira Guerra Henriques Lobo Marques Neves Outeiro
            Pacheco Queirós Rebelo Saraiva Teixeira Vaz Xavier Pinheiro
            """
        ),
    ),
    Country(
        "Leeds", "Europe/London", 10,
        ((5, 4, "Early May bank holiday"), (8, 31, "Summer bank holiday"), (12, 25, "Christmas Day")),
        _words(
            """
            Alison Benedict Cheryl Dominic Eleanor Francis Gemma Harold Imogen Jasper Kirsty Lionel Meera
            Nigel Olive Philippa Quincy Rosalind Stuart Tamsin Uma Verity Winston Yvette Amara Callum Faith
            Gordon Irene Reuben
            """
        ),
        _words(
            """
            Ashworth Bailey Carlson Davenport Ellison Fairclough Gibson Henderson Ingram Jarvis Kennedy
            Larsen Mills Naylor Oakley Pemberton Radcliffe Shaw Thackray Underwood Vaughan Whitaker Yates
            Barlow Cope Dawson Hartley Kershaw Marsden Sykes
            """
        ),
    ),
    Country(
        "Utrecht", "Europe/Amsterdam", 4,
        ((4, 27, "Koningsdag"),),
        _words(
            """
            Anouk Bram Carlijn Daan Eline Floris Guusje Hidde Isa Joris Kim Lotte Maarten Noor Pim Roos
            Sander Tess Wouter Yara
            """
        ),
        _words(
            """
            Bakker Bos Dekker Dijkstra Groen Hoekstra Jacobs Kuiper Maas Mulder Peters Post Schouten Smits
            Timmermans Verbeek Vermeer Visser Wolters Zijlstra
            """
        ),
    ),
    Country(
        "Göteborg", "Europe/Stockholm", 5,
        ((6, 6, "Nationaldagen"), (6, 19, "Midsommarafton")),
        _words(
            """
            Agneta Björn Cecilia David Elsa Filip Göran Hedda Isak Johanna Kerstin Linus Maja Nils Oskar
            Pernilla Rasmus Signe Tove Ulf Vilgot Ylva Åsa Östen Ebba
            """
        ),
        _words(
            """
            Andersson Bergström Carlsson Dahl Ekman Forsberg Gren Holm Isaksson Jonsson Karlström Lindmark
            Möller Norberg Öberg Palm Rask Sandberg Söderman Thorell Ulfsson Viklund Wallin Åkesson Hedlund
            """
        ),
    ),
    Country(
        "Wrocław", "Europe/Warsaw", 6,
        ((5, 3, "Święto Konstytucji"), (11, 11, "Święto Niepodległości")),
        _words(
            """
            Apolonia Bartosz Cezary Dorota Eryk Felicja Grażyna Hubert Iga Jacek Kalina Ludwik Magda Natan
            Oliwia Paweł Radosław Stefan Tola Urszula Wanda Zofia Julita Kajetan Marcin
            """
        ),
        _words(
            """
            Adamska Bielak Cichy Duda Feliniak Gajda Hajduk Jurek Kierat Kunysz Lis Malec Nowak Olkowicz
            Piech Rogala Sieczko Tarka Urban Wilk Zając Borek Dziedzic Kowal Pająk
            """
        ),
    ),
    Country(
        "Denver", "America/Denver", 14,
        ((7, 3, "Independence Day, observed"), (11, 26, "Thanksgiving")),
        _words(
            """
            Austin Brandy Charles Debra Emmett Felicia Grant Hazel Isaac Jillian Kendra Larry Melissa Nathan
            Opal Preston Raymond Sharon Theodore Vanessa Wesley Ximena Joshua Krystal Marcus Tiffany Joe
            Misty Carrie Gavin
            """
        ),
        _words(
            """
            Allison Bates Cooper Davis Edwards Fisher Greene Howard Irving Jones Keller Lawson Martinez
            Norris Ortega Parker Quinn Robbins Shields Turner Upton Vance Williams York Bishop Carter Hayes
            Morgan Rose Wade
            """
        ),
    ),
    Country(
        "Belo Horizonte", "America/Sao_Paulo", 9,
        ((9, 7, "Independência"), (11, 20, "Consciência Negra")),
        _words(
            """
            Allana Bernardo Cauã Davi Enzo Fernanda Guilherme Heloísa Ísis Júlia Kauê Larissa Murilo Natália
            Otávio Pietra Rafael Sara Thaís Vitória Yuri Luiza Emanuel Lívia Isabel João Theo Bruna Caio
            Marina
            """
        ),
        _words(
            """
            Aragão Barbosa Caldeira Duarte Evangelista Fernandes Fogaça Gonçalves Horta Jardim Lacerda
            Mendonça Montenegro Nogueira Oliveira Pimenta Ramos Rocha Siqueira Toledo Uchoa Viana Câmara
            Dutra Moura Peixoto Rezende Sales Tavares Alves
            """
        ),
    ),
    Country(
        "Monterrey", "America/Monterrey", 3,
        ((9, 16, "Día de la Independencia"),),
        _words(
            """
            Abril Bruno Citlali Emiliano Fátima Gael Itzel Joaquín Karla Leonardo Montserrat Noé Perla
            Rodrigo Sofía Tadeo Valentina Ximena Yahir Zaira
            """
        ),
        _words(
            """
            Aguirre Bañuelos Cantú Domínguez Elizondo Garza Hinojosa Juárez Leal Montemayor Nájera Ochoa
            Padilla Quiroga Reséndiz Sada Treviño Villarreal Zertuche Cavazos
            """
        ),
    ),
    Country(
        "Pune", "Asia/Kolkata", 7,
        ((1, 26, "Republic Day"), (8, 15, "Independence Day")),
        _words(
            """
            Aarav Bhavna Chirag Deepa Eshan Farida Gaurav Hema Imaran Jagdish Kavita Lakshmi Manish Nimrat
            Omkar Pooja Rohan Sunita Tanvi Utkarsh Vandana Wridesh Yash Zoya Advay Balhaar Ishita Kiran
            Meenal Nikhil
            """
        ),
        _words(
            """
            Acharya Bandi Chaudhary Deshpande Edwin Fernandes Gokhale Hora Iyer Joshi Kulkarni Lal Mammen
            Nair Oberoi Patil Qureshi Rao Shah Talwar Upadhyay Venkatesh Wagle Yadav Banik Dada Din Gupta
            Mann Sethi
            """
        ),
    ),
)
