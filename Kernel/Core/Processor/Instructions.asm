; Instructions that C# cannot say.
section .text

global port_read8
port_read8:
        mov edx, edi
        xor eax, eax
        in al, dx
        ret

global port_read16
port_read16:
        mov edx, edi
        xor eax, eax
        in ax, dx
        ret

global port_read32
port_read32:
        mov edx, edi
        in eax, dx
        ret

global port_write8
port_write8:
        mov edx, edi
        mov eax, esi
        out dx, al
        ret

global port_write16
port_write16:
        mov edx, edi
        mov eax, esi
        out dx, ax
        ret

global port_write32
port_write32:
        mov edx, edi
        mov eax, esi
        out dx, eax
        ret

global read_msr
read_msr:
        mov ecx, edi
        rdmsr
        shl rdx, 32
        or rax, rdx
        ret

global write_msr
write_msr:
        mov ecx, edi
        mov eax, esi
        mov rdx, rsi
        shr rdx, 32
        wrmsr
        ret

global read_tsc
read_tsc:
        rdtsc
        shl rdx, 32
        or rax, rdx
        ret

; void cpuid(uint leaf, uint subleaf, uint* eaxEbxEcxEdx)
global cpuid_query
cpuid_query:
        push rbx
        mov r8, rdx
        mov eax, edi
        mov ecx, esi
        cpuid
        mov [r8], eax
        mov [r8 + 4], ebx
        mov [r8 + 8], ecx
        mov [r8 + 12], edx
        pop rbx
        ret

; long read_random(ulong* value): 1 if RDRAND delivered
global read_random
read_random:
        xor eax, eax
        rdrand rcx
        setc al
        mov [rdi], rcx
        ret

global read_cr2
read_cr2:
        mov rax, cr2
        ret

global read_cr3
read_cr3:
        mov rax, cr3
        ret

global write_cr3
write_cr3:
        mov cr3, rdi
        ret

global read_cr4
read_cr4:
        mov rax, cr4
        ret

global write_cr4
write_cr4:
        mov cr4, rdi
        ret

global invalidate_page
invalidate_page:
        invlpg [rdi]
        ret

; void load_tables(void* gdtPointer, void* idtPointer, ushort taskSelector)
global load_tables
load_tables:
        lgdt [rdi]
        lidt [rsi]
        ltr dx
        mov eax, 0x10
        mov ds, eax
        mov es, eax
        mov ss, eax
        lea rax, [rel .reloaded]
        push qword 0x08
        push rax
        retfq
.reloaded:
        ret

global write_xcr0
write_xcr0:
        xor ecx, ecx
        mov eax, edi
        mov rdx, rdi
        shr rdx, 32
        xsetbv
        ret

; The area is 64-byte aligned. save_* and restore_* take (void* area) and, for the x forms, (ulong components).
global fpu_xsave
fpu_xsave:
        mov eax, esi
        mov rdx, rsi
        shr rdx, 32
        xsave64 [rdi]
        ret

global fpu_xrstor
fpu_xrstor:
        mov eax, esi
        mov rdx, rsi
        shr rdx, 32
        xrstor64 [rdi]
        ret

global fpu_fxsave
fpu_fxsave:
        fxsave64 [rdi]
        ret

global fpu_fxrstor
fpu_fxrstor:
        fxrstor64 [rdi]
        ret

; void fpu_save_control(void* area): what the ABI keeps across calls, at the places of FXSAVE
global fpu_save_control
fpu_save_control:
        fnstcw [rdi]
        stmxcsr [rdi + 24]
        ret

; void fpu_restore_control(void* area): and an empty x87 stack
global fpu_restore_control
fpu_restore_control:
        fninit
        fldcw [rdi]
        ldmxcsr [rdi + 24]
        ret

global halt_forever
halt_forever:
        cli
.again: hlt
        jmp .again
