using System;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sabos.Tests;

namespace Sabos.Qemu.Tests.Servers;

/// <summary>Certifies the tests' servers.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>The one with which the build has made the image of tests/Visitor.</summary>
    public static CertificateAuthority KnownToVisitor() => new(X509Certificate2.CreateFromPemFile(Artifact("authority.crt"), Artifact("authority.key")));

    /// <summary>A new one, of which nobody has heard.</summary>
    public static CertificateAuthority Unknown()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Unknown authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return new(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)));
    }

    /// <summary>A server's certificate, with its key.</summary>
    /// <param name="address">The server's name: RFC 9110, 4.3.5.</param>
    /// <param name="isValid">False: it was valid only in the authority's first minute.</param>
    public X509Certificate2 Certify(IPAddress address, bool isValid = true)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Server", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        DateTime end = isValid ? _certificate.NotAfter : _certificate.NotBefore.AddMinutes(1);
        using X509Certificate2 certificate = request.Create(_certificate, _certificate.NotBefore, end, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    public void Dispose() => _certificate.Dispose();

    private static string Artifact(string name) => Path.Combine(Repository.Root, "artifacts", name);
}
