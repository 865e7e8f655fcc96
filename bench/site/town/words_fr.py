# SPDX-License-Identifier: GPL-3.0-or-later
"""French, as in Brussels, Wallonia and France. See words_nl.py."""

SLOTS = {
    "game": "minecraft|fortnite|fifa|roblox|zelda|mario kart|les échecs|uno|valorant|rocket league",
    "subject": "maths|néerlandais|histoire|chimie|latin|anglais|géo|bio|français|physique",
    "sport": "foot|hockey|natation|danse|basket|volley|athlé|gym|judo|tennis|équitation",
    "day": "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|ce soir|ce week-end",
    "food": "frites|pizza|spaghetti|crêpes|gaufres|lasagnes|tacos|sushis|raclette",
    "pet": "chien|chat|lapin|hamster|cochon d'inde|perroquet|cheval|tortue",
    "place": "la mer|les ardennes|l'espagne|chez ma mamie|au camp|en ville|à namur|au parc|au ciné",
    "who": "mon frère|ma soeur|ma mère|mon père|la prof|mon cousin|ma meilleure amie|notre coach",
}

LINES = {
    "hello": """salut|coucou|hello|cc|yo|slt ça va|salut tu vas bien|hey t'es là aussi|bonjour|wesh|salut c'était comment les cours|yoo|hey toi
coucou merci d'avoir accepté|salut on se connaît du {sport} ?|slt toi aussi tu fais du {sport}|re|hellooo""",
    "hello_new": "salut, ça va ?|coucou je suis nouveau ici|slt nouvelle ici, ça va ?|bonjour je cherche de nouveaux amis|coucou comment ça va",
    "chat": """t'as révisé {subject}|je comprends rien en {subject}|interro de {subject} {day}, à l'aide|tu joues à {game} ?|je vais à {place} {day}
on a match de {sport} {day}|{who} m'énerve aujourd'hui|on mange {food} ce soir|mon {pet} a mangé mes devoirs mdr|tu fais quoi {day} ?
tu regardes aussi cette série|le dernier épisode était dingue|j'ai un nouveau gsm|chui trop fatigué|je m'ennuie|t'as entendu la nouvelle chanson
je dois garder mon petit frère {day}|c'est quand tes exams|t'as eu combien en {subject}|j'ai eu 4 sur 10 en {subject} mdr|tu viens au {sport} {day} ?
{who} dit que je suis trop sur mon écran|ça te dit {game} tout à l'heure|chui niveau 40 à {game}|c'est qui ton chanteur préféré|il pleut encore ici
il neige chez vous aussi|j'ai failli être en retard|le bus est encore pas venu|t'as des frères et soeurs|j'ai un {pet}|il s'appelle comment ton {pet}
encore 3 semaines avant les vacances|on part en voyage scolaire|t'es en quelle année|chui en 3e|week-end trop nul|mon vélo est cassé
t'es libre samedi|faut que tu voies ce film|je crois que j'ai raté {subject}|le prof de {subject} était absent trop bien|tu veux voir mon dessin
une photo de ton {pet} ? je veux voir mdr|c'est l'anniv de {who} {day}, dis rien c'est une surprise|{food} c'est la vie|j'apprends la guitare
on a répète {day}|hier j'ai joué à {game} jusqu'à 11h|{who} veut pas que je sorte {day}|tu peux m'aider en {subject}|c'était quoi le devoir de {subject}
t'as les notes de {subject}|je stresse pour {day}
regarde ça https://video.example.org/w{n} mdr|tu peux me rendre les 5 euros https://pay.example.org/{n}|c'est sur https://school.example.org/cours{n}""",
    "reply": """mdr|oui moi aussi|non et toi ?|sérieux ??|ok|ok cool|ah ouais|ouf|c'est clair|c'est vrai|aucune idée|peut-être|ouais grave|non dommage|lol
ptdr|stylé|bien et toi|ça va|un peu fatigué|pas grand chose et toi|chez moi tranquille|je joue|je fais mes devoirs|je mange|je regarde la télé
chais pas|ça dépend|attends|désolé je mangeais|chui là|pareil|moi aussi|tu rigoles|comment ça|pourquoi|qui a dit ça|cool
moi aussi {subject} ça me saoule|{sport} c'est mieux|jamais joué|demande à {who}|oui {day} je peux|non {day} je vais à {place}|miam {food}
quelle classe|ah d'accord|oui c'est ça|je savais pas|bonne chance|merci|merci hein|pas de souci|trop bien|dommage|heureusement""",
    "bye": "je vais dormir, bonne nuit|je vais manger, à toute|bye|à demain|a+|bisous|{who} veut que j'arrête|bonne nuit|à {day}|je déco",
    "age_ask": "t'as quel âge|tu as quel âge au fait|âge ?|quel âge toi ?|t'es né en quelle année",
    "age_say": "{age} et toi|j'ai {age}|{age} ans, toi ?|j'ai {next} le mois prochain|j'ai {age} ans",
    "app_ask": "t'as snap ?|t'es sur insta|c'est quoi ton snap|t'as discord pour {game}|t'utilises quelle appli d'habitude",
    "app_say": "non {who} veut pas|oui mais écris ici|j'ai pas|je préfère ici|plus tard peut-être",
    "love": """tu me manques|je t'aime|à {day} mon coeur|bonne nuit bébé|tu viens quand|je pense à toi|encore 2 dodos et on se voit
ma mère demande si tu restes manger {day}|bonne chance pour ton exam mon coeur|t'es la meilleure""",
    "insult": """t'es vraiment un idiot|abruti|ferme ta gueule|t'es qu'un loser|personne t'aime, pauvre type|dégage avec tes conneries
grosse débile|bouffon|ta gueule attardé|t'es moche|connard|sale con""",
    "spat": """calme toi|n'importe quoi|c'est toi qui as commencé|c'est faux|laisse moi tranquille|je dis juste ce que je pense|c'est pas ok
désolé j'ai abusé|mêle toi de tes affaires|mdr très drôle, ou pas""",
    "post": """qui joue à {game} {day} ? il manque 2 joueurs|des astuces pour réviser {subject} ?|c'est quoi votre recette de {food}
y a des gens qui font du {sport} ici|quel film je regarde {day}|mon {pet} est malade je fais quoi|débat : faut-il interdire les devoirs
une idée de cadeau pour {who}|comment convaincre mes parents pour {place}|qui va à {place} pendant les vacances
vous pensez quoi de la mise à jour de {game}|j'apprends le piano, ça prend combien de temps|premier jour ici, bonjour tout le monde
vous choisissez quelle option l'an prochain|topic musique : t'écoutes quoi là|comment vous gérez le stress pour {subject}
je cherche quelqu'un pour pratiquer le néerlandais|question de {subject}, exercice 4 du cours|vous lisez quoi pour le cours de français
devinette du jour : qu'est-ce qui a des dents mais ne mord pas""",
    "comment": """trop bien !|belle photo|mdr tellement vrai|d'accord|pas d'accord|je participe|demande moi en ami si tu cherches des joueurs|bon rétablissement
on a eu ça l'an passé aussi|{subject} faut juste s'entraîner|demande à {who}|un peigne|pareil ici|moi aussi !|waouh|courage
peut-être des {food} ?|{game} c'était mieux avant|{place} !|bonne question|je savais pas, merci|bienvenue !|je suis|super""",
    "profile": """{sport} et {game}|respecte et je te respecte|3e secondaire, nul en {subject}|j'aime {food} et mon {pet}
la vie est belle|écris moi si tu veux|{age} ans|la musique c'est tout|juste moi|je cherche des gens sympas pour parler""",
    "report": "c'est pas drôle|il arrête pas d'écrire|je trouve ça bizarre|pub|il insulte les gens||",
    "appeal": "j'ai rien fait|c'est une erreur|pourquoi je suis bloqué ? je parlais juste à ma classe|quelqu'un peut vérifier svp|désolé mais c'est faux",
    "distress": "j'en peux plus, je veux plus être là|je manquerais à personne si j'étais plus là|je veux mourir",
    "young": "j'ai 11 ans|j'ai 12 ans mais dis le à personne|chui en 5e primaire",
    "tutor": """en {subject} commence par écrire la formule|regarde page 42, il y a un exemple|bien trouvé !|un quart d'heure par jour ça aide
j'explique ça dans le sujet sur {subject}|je n'aide pas en privé, pose ta question ici""",
    "bad_hello": "salut|bonjour|coucou ça va|salut comment ça va|hey|salut, sympa ton profil",
    "bad_chat": "tu fais quoi aujourd'hui|sympa|ok|et sinon|bonne journée ?|mdr|raconte|tu penses quoi de la météo",
    "bad_age": "tu as quel âge|quel est ton âge|je peux savoir ton âge",
    "bad_app": "tu utilises quelle appli|tu utilises aussi une autre appli|on s'écrit sur une autre appli|c'est quoi ton nom sur l'autre appli",
    "bad_pay": "regarde ici : https://pay.example.org/{n}|tu peux payer ici https://pay.example.org/{n}|recharge via https://pay.example.org/{n}",
    "bully": "personne veut de toi ici, dégage|je vais t'écrire jusqu'à ce que tu partes|t'es une merde et tout le monde le sait|tout le monde se moque de toi",
}
