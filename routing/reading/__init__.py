"""What a text says: danger first, then area, place, time and kind. Rules are data beside the code."""
