"""One September: what is left to place, how full schools may be, and who goes where whom no state place takes."""
