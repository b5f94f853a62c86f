"""Krippendorff's alpha of the human scores on one criterion of `slam export --tidy csv`, by pandas and krippendorff."""
import sys

import krippendorff
import pandas

ratings = pandas.read_csv(sys.argv[1], usecols=["item", "rater", "kind", "criterion", "value"])
people = ratings[(ratings.kind == "human") & (ratings.criterion == "overall")]
table = people.pivot_table(index="rater", columns="item", values="value", aggfunc="last")
print(krippendorff.alpha(reliability_data=table.to_numpy(), level_of_measurement="ordinal"))
