# completion of heaptui
