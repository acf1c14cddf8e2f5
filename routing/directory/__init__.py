"""Who and where: departments, stations and hotlines, the places people name, and who must answer for them."""
