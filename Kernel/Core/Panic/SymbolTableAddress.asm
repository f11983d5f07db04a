; Where the linked-in symbol table lies; nowhere, if the image was linked without.
section .text

extern symbol_table_start
extern symbol_table_end

global symbol_table_start_address
symbol_table_start_address:
        mov rax, symbol_table_start
        ret

global symbol_table_end_address
symbol_table_end_address:
        mov rax, symbol_table_end
        ret
