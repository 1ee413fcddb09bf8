"""Who we connect to: NAV, Entra and Cleo over HTTP, and the Connection that names them."""
