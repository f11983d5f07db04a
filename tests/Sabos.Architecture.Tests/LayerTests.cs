using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Sabos.Tests;
using Xunit;

namespace Sabos.Architecture.Tests;

public sealed class LayerTests
{
    public static TheoryData<Layer> Layers => new(Layer.All);

    public static TheoryData<Layer> LayersWithoutUnsafeCode =>
        new(Layer.All.Where(layer => layer.Name == "Sabos.Net" || layer.Project.StartsWith("UserApps/", StringComparison.Ordinal)));

    [Fact]
    public void Layers_ProjectFiles_AreAllListed()
    {
        IEnumerable<string> projects = new[] { "Kernel", "UserApps" }
            .SelectMany(directory => Directory.EnumerateFiles(Path.Combine(Repository.Root, directory), "*.csproj", SearchOption.AllDirectories));

        Assert.Equal(Layer.All.Select(layer => layer.ProjectFile).Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void ProjectReferences_Layer_PointDownOnly(Layer layer)
    {
        IEnumerable<string> referenced = XDocument.Load(layer.ProjectFile).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Empty(referenced.Except(layer.MayReference));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void AssemblyReferences_Layer_PointDownOnly(Layer layer)
    {
        using CompiledAssembly assembly = new(layer.Assembly);

        Assert.Empty(assembly.References.Where(name => name.StartsWith("Sabos.", StringComparison.Ordinal)).Except(layer.MayReference));
    }

    [Fact]
    public void AssemblyReferences_Core_AreNone()
    {
        using CompiledAssembly core = new(Layer.All.Single(layer => layer.Name == "Sabos.Core").Assembly);

        Assert.Empty(core.References);
    }

    [Theory]
    [MemberData(nameof(LayersWithoutUnsafeCode))]
    public void UnsafeCode_NetAndPrograms_IsNotAllowed(Layer layer)
    {
        using CompiledAssembly assembly = new(layer.Assembly);

        Assert.False(assembly.AllowsUnsafeCode);
    }

    [Fact]
    public void UnsafeCode_Drivers_IsSeenByTheCheck()
    {
        using CompiledAssembly assembly = new(Layer.All.Single(layer => layer.Name == "Sabos.Hal").Assembly);

        Assert.True(assembly.AllowsUnsafeCode);
    }
}
