"""What each op makes of what flows into it, by closed forms: shapes, costs, and how far its outputs see."""
