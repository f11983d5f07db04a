using Sabos.Build.Machine;
using Xunit;

namespace Sabos.Build.Tests;

public sealed class HostPackagesTests
{
    [Fact]
    public void Missing_FileAbsent_NamesItsPackage()
    {
        Assert.Equal(["lld", "ovmf"], HostPackages.Missing(file => file is not ("ld.lld" or "/usr/share/ovmf/OVMF.fd")));
    }

    [Fact]
    public void Missing_EverythingPresent_IsEmpty()
    {
        Assert.Empty(HostPackages.Missing(_ => true));
    }
}
