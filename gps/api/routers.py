"""The routers that several modules fill: all methods of an address belong to one."""

from ninja import Router

documents = Router()
imports = Router()
outages = Router()
ground = Router()
authorisations = Router()
