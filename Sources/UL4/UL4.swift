// The template language UL4.
