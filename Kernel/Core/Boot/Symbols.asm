; Addresses that the linker script defines, as functions that C# can call: symbol_x() returns x.
section .text

%macro symbol 1
extern %1
global symbol_%1
symbol_%1:
        mov rax, %1
        ret
%endmacro

        symbol image_start
        symbol text_start
        symbol rodata_start
        symbol data_start
        symbol data_end
        symbol program_start
        symbol program_end
        symbol certificates_start
        symbol certificates_end
        symbol user_access_start
        symbol user_access_end
        symbol user_access_failed
        symbol trap_stubs
        symbol kernel_stack_top
        symbol system_call_entry
        symbol thread_start
