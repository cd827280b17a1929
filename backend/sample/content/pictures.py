"""The pictures' alternative texts, by name. The files are in ``pictures/``."""

PICTURES = {
    "campus": "Campus buildings and a footbridge at dusk, with the Sierra Nevada behind them",
    "fields": "Rows of crops under a low sun, an irrigation canal between them and a drone above",
    "orchard": "A drone flying over rows of almond trees, scanning the ground below it",
    "robot-arm": "A robot arm setting a box on a conveyor belt",
    "solar": "Solar panels standing over an irrigation canal in the Central Valley",
    "software": "A dashboard with lines of code beside charts and a map",
    "team": "Four students around a table with a prototype and drawings on it",
    "posters": "Visitors walking between project posters in a tall, bright hall",
    "garden": "A student watering raised garden beds beside a rain barrel and a shade structure",
    "water": "A sensor on a pole measuring the level of a canal, its data drawn as a wave",
    "amara": "Illustrated portrait of Amara Okonjo-Reyes",
    "devika": "Illustrated portrait of Devika Raman",
    "mateo": "Illustrated portrait of Mateo Villaseñor",
    "linh": "Illustrated portrait of Linh Tran-Abbott",
    "samuel": "Illustrated portrait of Samuel Fa’asavalu",
    "noor": "Illustrated portrait of Noor Haddadi",
}
