; The first instructions. Both loaders enter in 32-bit protected mode without paging: QEMU's -kernel through the PVH note (ebx holds
; hvm_start_info), GRUB through the multiboot2 header (eax holds the magic, ebx the information structure). GRUB puts the image where
; the firmware has left room for it, so every address is relative to that place until we enable long mode on page tables that map the
; first GiB at its own address and at the direct map, and a GiB from the image's place on at the core's address, and call kmain.

HIGHER_HALF     equ 0xFFFFFFFF80000000
ENTERED_BY_PVH  equ 0x336EC578              ; hvm_start_info's own magic
CR4_PAE         equ 1 << 5
CR4_OSFXSR      equ 1 << 9
CR4_OSXMMEXCPT  equ 1 << 10
CR0_MP          equ 1 << 1
CR0_EM          equ 1 << 2
CR0_NE          equ 1 << 5
CR0_WP          equ 1 << 16
CR0_PG          equ 1 << 31
MSR_EFER        equ 0xC0000080
EFER_SCE        equ 1 << 0
EFER_LME        equ 1 << 8
EFER_NXE        equ 1 << 11

section .note.pvh note alloc noexec nowrite align=4
        dd 4, 4, 18                         ; name size, descriptor size, XEN_ELFNOTE_PHYS32_ENTRY
        db "Xen", 0
        dd pvh_entry

section .multiboot progbits alloc noexec nowrite align=8
multiboot_header:                           ; multiboot2 3.1.2
        dd 0xE85250D6, 0, multiboot_end - multiboot_header
        dd -(0xE85250D6 + (multiboot_end - multiboot_header))
        dw 1, 0                             ; information request: command line, memory map, both RSDPs
        dd 24
        dd 1, 6, 14, 15
        dw 10, 1                            ; relocatable (optional): anywhere in the first GiB, by large pages, as low as possible
        dd 24
        dd 0x100000, 0x40000000, 0x200000, 1
        dw 0, 0
        dd 8
multiboot_end:

section .boot.text progbits alloc exec nowrite align=16
bits 32
global multiboot_entry
pvh_entry:
        mov eax, ENTERED_BY_PVH
        xor esi, esi                        ; where it is linked
        jmp entered
multiboot_entry:
        lea esp, [ebx + 8]                  ; no stack is promised; the structure's second word is reserved, and enough for one
        call .here
.here:  pop esi
        sub esi, .here                      ; how far from where it is linked
entered:
        cli
        cld
        lea esp, [esi + boot_stack_end]
        mov ebp, eax
        mov edi, ebx

        lea eax, [esi + boot_pdpt + 3]
        mov [esi + boot_pml4], eax          ; its own address
        mov [esi + boot_pml4 + 256 * 8], eax ; the direct map
        lea eax, [esi + boot_pdpt_high + 3]
        mov [esi + boot_pml4 + 511 * 8], eax
        lea eax, [esi + boot_pd + 3]
        mov [esi + boot_pdpt], eax
        lea eax, [esi + boot_pd_high + 3]
        mov [esi + boot_pdpt_high + 510 * 8], eax
        xor ecx, ecx
        mov eax, 0x83                       ; present, writable, 2 MiB
.fill:  lea edx, [esi + eax]
        mov [esi + boot_pd + ecx * 8], eax
        mov [esi + boot_pd_high + ecx * 8], edx
        add eax, 0x200000
        inc ecx
        cmp ecx, 512
        jb .fill

        mov eax, CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT
        mov cr4, eax
        lea eax, [esi + boot_pml4]
        mov cr3, eax
        mov ecx, MSR_EFER
        rdmsr
        or eax, EFER_SCE | EFER_LME | EFER_NXE
        wrmsr
        mov eax, cr0
        and eax, ~CR0_EM
        or eax, CR0_PG | CR0_WP | CR0_NE | CR0_MP
        mov cr0, eax
        add [esi + boot_gdt_pointer + 2], esi
        lgdt [esi + boot_gdt_pointer]
        lea eax, [esi + long_mode]
        push 0x08
        push eax
        retf

bits 64
long_mode:
        mov eax, 0x10
        mov ds, eax
        mov es, eax
        mov ss, eax
        xor eax, eax
        mov fs, eax
        mov gs, eax
        mov edx, esi                        ; kmain(magic, information, offset)
        mov esi, edi
        mov edi, ebp
        mov rsp, boot_stack_end + HIGHER_HALF
        xor ebp, ebp
        mov rax, kmain
        call rax
        ud2

extern kmain

section .boot.data progbits alloc noexec write align=8
boot_gdt:
        dq 0
        dq 0x00AF9A000000FFFF               ; 0x08: 64-bit code, ring 0
        dq 0x00CF92000000FFFF               ; 0x10: data, ring 0
boot_gdt_pointer:
        dw boot_gdt_pointer - boot_gdt - 1
        dd boot_gdt

section .boot.bss nobits alloc noexec write align=4096
boot_pml4:      resb 4096
boot_pdpt:      resb 4096
boot_pdpt_high: resb 4096
boot_pd:        resb 4096
boot_pd_high:   resb 4096
boot_stack:     resb 16384
boot_stack_end:
