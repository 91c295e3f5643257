using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Tests.Common;

namespace Microsoft.ML.DeepModels.Tests.Backbones;

[TestClass]
public sealed class WeightSearchTests : IDisposable
{
    private static readonly PublishedWeights s_published = new("https://example.org/vgg16-397923af.pth", "vgg16-397923af.pth", "397923af", 527.8);

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Find_LooksIntoEachPlaceInTurn()
    {
        string[] places = ["named/vgg16.safetensors", "data/Microsoft.ML.DeepModels/weights/vgg16-397923af.pth", "home/.cache/torch/hub/checkpoints/vgg16-397923af.pth"];
        foreach (string place in places.Reverse())
        {
            Put(place);
            _environment["DEEPMODELS_WEIGHTS"] = $"{_folder.File("missing")}{Path.PathSeparator}{_folder.File("named")}";
            Assert.AreEqual(_folder.File(place), Search().Found);
        }
        _environment["XDG_CACHE_HOME"] = _folder.File("xdg");
        File.Delete(_folder.File(places[0]));
        File.Delete(_folder.File(places[1]));
        Assert.IsNull(Search().Found, "PyTorch's cache is elsewhere");
        Put("xdg/torch/hub/checkpoints/vgg16.pt");
        Assert.AreEqual(_folder.File("xdg/torch/hub/checkpoints/vgg16.pt"), Search().Found);
        _environment["TORCH_HOME"] = _folder.File("torch");
        Put("torch/hub/checkpoints/vgg16-397923af.pth");
        Assert.AreEqual(_folder.File("torch/hub/checkpoints/vgg16-397923af.pth"), Search().Found);
    }

    [TestMethod]
    public void Find_WithAPath_LooksNowhereElse()
    {
        Put("data/Microsoft.ML.DeepModels/weights/vgg16-397923af.pth");
        Put("mine/vgg16-397923af.pth");
        Put("mine/other.pth");
        Assert.AreEqual(_folder.File("mine/other.pth"), Search(_folder.File("mine/other.pth")).Found);
        Assert.AreEqual(_folder.File("mine/vgg16-397923af.pth"), Search(_folder.File("mine")).Found);
        var missing = Search(_folder.File("absent"));
        Assert.IsNull(missing.Found);
        Assert.Contains($"Looked in '{_folder.File("absent")}' (given): does not exist.", missing.NotFound(null).Message);
    }

    [TestMethod]
    public void NotFound_SaysWhereItWasLookedForAndWhatToDo()
    {
        _environment["DEEPMODELS_WEIGHTS"] = $"{_folder.File("missing")}{Path.PathSeparator}{_folder.File("file")}{Path.PathSeparator}{_folder.File("loop")}";
        Put("file");
        if (!OperatingSystem.IsWindows()) Directory.CreateSymbolicLink(_folder.File("loop"), _folder.File("loop/again"));
        Directory.CreateDirectory(_folder.File("data/Microsoft.ML.DeepModels/weights"));
        var e = Search().NotFound("Backbone.Vgg16.Download()");
        Assert.AreEqual("vgg16-397923af.pth", e.FileName);
        Assert.Contains("'vgg16-397923af.pth' was not found", e.Message);
        Assert.Contains($"'{_folder.File("missing")}' (DEEPMODELS_WEIGHTS): does not exist", e.Message);
        Assert.Contains($"'{_folder.File("file")}' (DEEPMODELS_WEIGHTS): is no folder", e.Message);
        if (!OperatingSystem.IsWindows()) Assert.Contains($"'{_folder.File("loop")}' (DEEPMODELS_WEIGHTS): ", e.Message);
        Assert.Contains("(the cache of downloads): has none of vgg16-397923af.pth, vgg16.pth, vgg16.pt, vgg16.safetensors", e.Message);
        Assert.Contains("(PyTorch's cache): does not exist", e.Message);
        Assert.Contains("Download it with Backbone.Vgg16.Download(), or get it from https://example.org/vgg16-397923af.pth and put it into one of these folders, name its folder in the environment variable DEEPMODELS_WEIGHTS, or give its path.", e.Message);
    }

    [TestMethod]
    public void Find_InAFolderThatCannotBeRead_SaysSoAndLooksOn()
    {
        // There, making a link needs a privilege.
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("skipped: needs symbolic links");
            return;
        }
        // A link that leads to itself cannot be opened by anyone, not even by root.
        Directory.CreateDirectory(_folder.File("named"));
        File.CreateSymbolicLink(_folder.File("named/vgg16-397923af.pth"), "vgg16-397923af.pth");
        _environment["DEEPMODELS_WEIGHTS"] = _folder.File("named");
        Put("home/.cache/torch/hub/checkpoints/vgg16-397923af.pth");
        var search = Search();
        Assert.AreEqual(_folder.File("home/.cache/torch/hub/checkpoints/vgg16-397923af.pth"), search.Found);
        Assert.Contains("(DEEPMODELS_WEIGHTS): cannot be read: ", search.Looked[0]);
        if (Environment.IsPrivilegedProcess) return;
        File.Delete(_folder.File("named/vgg16-397923af.pth"));
        File.SetUnixFileMode(_folder.File("named"), UnixFileMode.None);
        search = Search();
        File.SetUnixFileMode(_folder.File("named"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Contains("cannot be read: ", search.Looked[0]);
    }

    private void Put(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file))!);
        File.WriteAllText(_folder.File(file), "x");
    }

    private WeightSearch Search(string? path = null) =>
        new("vgg16", s_published, path, new WeightPlaces(_environment.GetValueOrDefault, _folder.File("data"), _folder.File("home")));
}
