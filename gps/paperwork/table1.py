PAPER_ELEMENTS: tuple[object, ...] = ()
