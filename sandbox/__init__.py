"""NAV (Business Central), Entra and Cleo played over real HTTP on loopback, with books that tests can count."""
