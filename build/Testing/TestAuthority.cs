using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sabos.Build.Testing;

/// <summary>The certificate authority that the image with a program from outside trusts, and by which the tests certify their servers.</summary>
internal static class TestAuthority
{
    /// <summary>Makes authority.crt and authority.key in a directory, unless they are there. The path of the certificate, in PEM.</summary>
    public static string Ensure(string directory)
    {
        string certificatePath = Path.Combine(directory, "authority.crt");
        string keyPath = Path.Combine(directory, "authority.key");
        if (File.Exists(certificatePath) && File.Exists(keyPath))
            return certificatePath;

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Sabos test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(10));
        Directory.CreateDirectory(directory);
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        return certificatePath;
    }
}
