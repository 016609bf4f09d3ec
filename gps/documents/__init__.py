"""The register of fallback documents: what there is, who may do what to it, how it is found, what happened to it."""
