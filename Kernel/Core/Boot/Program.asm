; What differs from image to image, defined on nasm's command line. PROGRAM_FILE: the program, a static Linux executable, packed
; (Program/Lz4Frame.cs). CERTIFICATE_FILE, if there is one: the certificate authorities that the program's TLS trusts, in PEM.
section .program progbits alloc noexec nowrite align=4096
        incbin PROGRAM_FILE
        align 4096, db 0

section .rodata
global certificates_start, certificates_end
certificates_start:
%ifdef CERTIFICATE_FILE
        incbin CERTIFICATE_FILE
%endif
certificates_end:
