; The program: a static Linux executable, as bytes. PROGRAM_FILE is defined on nasm's command line.
section .program progbits alloc noexec nowrite align=4096
        incbin PROGRAM_FILE
        align 4096, db 0
