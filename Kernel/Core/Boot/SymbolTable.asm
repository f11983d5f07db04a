; The functions' names, as bytes. SYMBOL_FILE is defined on nasm's command line.
section .symbols progbits alloc noexec nowrite align=8
        incbin SYMBOL_FILE
