"""A chain: several asks on one stack of two layers, the later ones judged on the learner's own earlier numbers too."""
