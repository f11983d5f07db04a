; The program: a static Linux executable, packed (Program/Lz4Frame.cs). PROGRAM_FILE is defined on nasm's command line.
section .program progbits alloc noexec nowrite align=4096
        incbin PROGRAM_FILE
        align 4096, db 0
