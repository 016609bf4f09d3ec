"""Files and messages: numbers imported from XML, the draft for GAMM@ (IE815), the monthly return (DRM), tables."""
