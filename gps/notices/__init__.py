"""What people are told: by mail, after what happened to outages, requests and documents (rules F3, F4, F5, T5, M3).

What is to be told is handed on in the transaction of its cause (a job of ``gps.jobs``). The worker then writes one
``Mail`` for each recipient, and sends each by a job of its own: a server that refuses one mail holds up no other.
"""
