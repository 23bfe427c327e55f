"""The demo company: invented people of several countries, with a year of goals and conversations.

Everything is drawn from one seed, each thing from a stream of its own, so that the same seed gives the same
company whenever it is built; only the dates move with today.
"""
