using System.IO;
using System.Linq;
using Sabos.Bench.Linux;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class KernelModulesTests
{
    [Fact]
    public void DependenciesOf_Module_AreItsOwnWords() =>
        Assert.Equal(["virtio", "net_failover"], KernelModules.DependenciesOf("\x7FELF\0alias=x\0depends=virtio,net_failover\0retpoline=Y\0"u8));

    [Fact]
    public void DependenciesOf_ModuleThatNeedsNone_AreNone()
    {
        Assert.Empty(KernelModules.DependenciesOf("\0depends=\0name=ring\0"u8));
        Assert.Empty(KernelModules.DependenciesOf("\0name=ring\0"u8));
    }

    [Fact]
    public void LoadOrder_SharedDependency_ComesOnceAndFirst()
    {
        string directory = Directory.CreateTempSubdirectory("sabos-modules-").FullName;
        try
        {
            Write("net", "virtio,ring");
            Write("pci", "virtio");
            Write("virtio", "ring");
            Write("ring", "");

            Assert.Equal(["ring", "virtio", "pci", "net"], new KernelModules(directory).LoadOrder("pci", "net").Select(Path.GetFileNameWithoutExtension));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        void Write(string name, string needed) => File.WriteAllText(Path.Combine(directory, $"{name}.ko"), $"\0depends={needed}\0");
    }
}
