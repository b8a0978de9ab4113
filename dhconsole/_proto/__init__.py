"""Messages of the Deephaven services: generated code, one module per source.

Owns nothing but what ``protos/regenerate.py`` writes here out of ``protos/dhconsole/wire``.
Never edit these modules; edit the sources and run that command. Which message goes to which
method is told by ``dhconsole.client.methods``.
"""
