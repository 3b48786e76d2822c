# Flags that make a memory error in one of our programs end it instead of serving an attacker.
# tests/hardening.py reads them back from the linked programs. Included before any target is added.
#
# - Stack canaries, and checks of sizes in libc's functions (_FORTIFY_SOURCE). The second needs
#   optimisation, and hides calls from the sanitizers, so their builds go without.
# - A position-independent program: the kernel places it at another address in each run.
# - Symbols are bound before main, and the tables of addresses are read-only from then on.
# - No stack is executable.
# - Intel CET: every function that may be called through a pointer begins with endbr64. Debian 12's
#   own start files lack CET's mark, so the linker leaves the mark out of the program, and no kernel
#   enforces branch tracking in user space yet: the instructions wait for both.
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

add_compile_options(-fstack-protector-strong)
add_link_options(LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|i[3-6]86)$")
  add_compile_options(-fcf-protection=full)
endif()
