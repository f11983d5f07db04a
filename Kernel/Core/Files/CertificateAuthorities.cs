using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sabos.Core.Files;

/// <summary>The certificate authorities that OpenSSL trusts, in PEM, if the image was built with any: a file, and the variable by which it is found.</summary>
internal static unsafe class CertificateAuthorities
{
    public static bool Exist => Start() != End();

    public static ReadOnlySpan<byte> Path => "/etc/ssl/certs/ca-certificates.crt"u8;

    public static ReadOnlySpan<byte> Variable => "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"u8;

    public static void Write(ref TextSnapshot text) => text.Add(Start(), (int)(End() - Start()));

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_certificates_start")]
    private static extern byte* Start();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "symbol_certificates_end")]
    private static extern byte* End();
}
