"""Teams: the front door, activities to turns, messages to Adaptive Cards, and the connector."""
