"""One card on the table, from draw to verdict; pure, no I/O and no clock."""
