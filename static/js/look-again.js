// A page that shows work going on looks again by itself; without this script there is the link beside the bar.
setTimeout(() => location.reload(), 2500);
